namespace Windsock.Model.Calls;

/// <summary>What a mesh shows about a task that somebody may have to act on.</summary>
public enum MeshFinding : byte
{
    /// <summary>A call into or out of the task that no mutual TLS protects, told by the server's own proxy: the server is in the mesh,
    /// and its client does not use it.</summary>
    WithoutMutualTls,

    /// <summary>The other end's proxy verified an identity that is not that of the pod's service account.</summary>
    PrincipalMismatch,

    /// <summary>The task's pod runs in a namespace whose pods get sidecars, and has none, and is not ambient.</summary>
    SidecarMissing,
}
