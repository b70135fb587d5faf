using Windsock.Model.Platform;

namespace Windsock.Attribution.Actions;

/// <summary>Which platform a request to Kubernetes was really asked of: by what it was about, else by what the caller calls its program. That
/// decides a label, never whose action it is.</summary>
internal sealed class SystemRecognition
{
    private const int MaxTypes = 4_096;
    private const string TerraformAgent = "HashiCorp/1.0 Terraform/";

    private readonly HashSet<(string ApiGroup, string Resource)> _crossplane = [];

    public void Learn(PlatformEvent @event)
    {
        if (@event is ResourceTypeSeen type && _crossplane.Count < MaxTypes)
        {
            _crossplane.Add((type.ApiGroup, type.Resource));
        }
    }

    public PlatformAction Recognise(PlatformAction action)
    {
        if (action.System != PlatformSystem.Kubernetes)
        {
            return action;
        }

        var system = IsStateOrLock(action.Target) ? PlatformSystem.Terraform
            : IsCrossplane(action.Target) ? PlatformSystem.Crossplane
            : action.UserAgent.StartsWith(TerraformAgent, StringComparison.Ordinal) ? PlatformSystem.Terraform
            : PlatformSystem.Kubernetes;
        return system == action.System ? action : action with { System = system };
    }

    private static bool IsStateOrLock(ActionTarget target) => target switch
    {
        { ApiGroup: "", Resource: "secrets" } => target.Name.StartsWith("tfstate-", StringComparison.Ordinal),
        { ApiGroup: "coordination.k8s.io", Resource: "leases" } => target.Name.StartsWith("lock-tfstate-", StringComparison.Ordinal),
        _ => false,
    };

    private bool IsCrossplane(ActionTarget target) => target.ApiGroup.EndsWith(".crossplane.io", StringComparison.Ordinal)
        || target.ApiGroup.EndsWith(".upbound.io", StringComparison.Ordinal)
        || _crossplane.Contains((target.ApiGroup, target.Resource));
}
