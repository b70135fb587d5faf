using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>What an account was allowed to do: a verb on a kind of resource, in a namespace or project.</summary>
internal readonly record struct Right(string Verb, string Kind, string Namespace)
{
    public static Right Of(PlatformAction action) => new(action.Verb, action.Target.Kind, action.Target.Namespace);

    /// <summary>It changes something, or shows what opens other doors.</summary>
    public static bool IsStrong(PlatformAction action) => action.IsWrite || action.Target is { Resource: "secrets", ApiGroup: "" };

    public override string ToString() => Namespace.Length == 0 ? $"{Verb} {Kind}" : $"{Verb} {Kind} in {Namespace}";
}
