namespace Windsock.Agent.Tries;

/// <summary>One pod of a try.</summary>
internal sealed record PodDocument
{
    /// <summary>UID of the API object.</summary>
    public required string Uid { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Node it ran on; empty when not known.</summary>
    public required string Node { get; init; }

    /// <summary><c>executor</c>, <c>operator</c>, <c>spark_driver</c>, <c>spark_executor</c>, <c>callback</c>, <c>component</c> or <c>none</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Kubernetes service account; empty when not known.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Cloud identity that the service account is bound to; empty when none.</summary>
    public required string CloudIdentity { get; init; }

    /// <summary>As Kubernetes spells it; empty when the pod was never in view.</summary>
    public required string Phase { get; init; }

    /// <summary>Of the main container; null while it runs or when not known.</summary>
    public required int? ExitCode { get; init; }

    /// <summary>Reason of the pod or its main container (<c>OOMKilled</c>, <c>Evicted</c>, ...); empty when there is none.</summary>
    public required string Reason { get; init; }

    /// <summary>First flow or start, whichever is earlier.</summary>
    public required DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Last sign of life.</summary>
    public required DateTimeOffset? LastSeen { get; init; }
}
