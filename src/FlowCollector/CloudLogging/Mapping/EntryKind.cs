namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>What an entry of Cloud Logging tells of: the label <c>kind</c>.</summary>
internal enum EntryKind : byte
{
    /// <summary>Audit log of a GKE cluster.</summary>
    Gke,

    /// <summary>Request log of a service of Cloud Run.</summary>
    CloudRunRequest,

    /// <summary>Audit log of a Google Cloud service.</summary>
    CloudAudit,

    /// <summary>A log of which nothing is wanted, or no entry at all.</summary>
    Other,
}
