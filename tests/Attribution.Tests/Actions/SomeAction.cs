using Windsock.Model.Platform;

namespace Windsock.Attribution.Tests.Actions;

/// <summary>Actions whose details a test does not care about.</summary>
internal static class SomeAction
{
    public const string Account = "system:serviceaccount:airflow:worker";

    public static PlatformAction By(ActionCaller caller, double at = 110) => new(Some.At(at + 20))
    {
        Source = "kubernetes_audit",
        Id = "a-1",
        System = PlatformSystem.Kubernetes,
        Verb = "create",
        Target = new ActionTarget("", "pods", "", Some.Namespace, "child"),
        Caller = caller,
        Outcome = ActionOutcome.Succeeded,
        At = Some.At(at),
    };

    public static PlatformAction On(ActionTarget target, string userAgent = "") => By(ActionCaller.Nobody) with { Target = target, UserAgent = userAgent };
}
