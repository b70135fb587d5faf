namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Why nothing is wanted of an event: the label <c>reason</c>.</summary>
internal enum IgnoredReason : byte
{
    /// <summary>The request was not at its end yet.</summary>
    Stage,

    /// <summary>Asked by one of <c>audit.ignoredUsers</c>.</summary>
    User,

    /// <summary>Read by one of <c>audit.ignoredReaders</c>.</summary>
    Reader,

    /// <summary>About one of <c>audit.ignoredResources</c>.</summary>
    Resource,

    /// <summary>A read of no resource that went well: health, versions, discovery.</summary>
    NonResource,

    /// <summary>No audit event: another log in the same stream, a message about the stream itself.</summary>
    Other,
}
