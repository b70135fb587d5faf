namespace Windsock.Model.Platform;

/// <summary>What an action was about.</summary>
/// <param name="ApiGroup">API group of Kubernetes, empty for the core group; for a cloud the host of the service
/// (<c>run.googleapis.com</c>).</param>
/// <param name="Resource">Plural name of the kind (<c>secrets</c>, <c>jobs</c>); the path of a request about no resource.</param>
/// <param name="Subresource">Empty when there is none.</param>
/// <param name="Namespace">Empty for what has none; for a cloud the project.</param>
/// <param name="Name">Empty when the platform did not tell it: a list, a name that was to be generated, a request that was denied before it was read.</param>
/// <param name="Uid">Empty when not told.</param>
public sealed record ActionTarget(string ApiGroup, string Resource, string Subresource, string Namespace, string Name, string Uid = "")
{
    /// <summary>As people write it: <c>postgresqlinstances.example.org</c>, <c>pods/exec</c>.</summary>
    public string Kind => (ApiGroup.Length, Subresource.Length) switch
    {
        (0, 0) => Resource,
        (0, _) => $"{Resource}/{Subresource}",
        (_, 0) => $"{Resource}.{ApiGroup}",
        _ => $"{Resource}/{Subresource}.{ApiGroup}",
    };

    public override string ToString() => Name.Length == 0 ? Kind : Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
