using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Turns an entry into an action, by the log that it stands in. Pure.</summary>
/// <param name="filter">Of audit events of Kubernetes.</param>
internal sealed class CloudLoggingMapper(AuditFilter filter)
{
    private const string AuditLogType = "type.googleapis.com/google.cloud.audit.AuditLog";

    /// <param name="receivedAt">By the agent's clock.</param>
    public MappedEntry Map(LogEntry entry, Instant receivedAt)
    {
        var log = EntryParts.LogId(entry.LogName);
        var kind = KindOf(log, entry);
        if (kind == EntryKind.Other)
        {
            return MappedEntry.Unwanted(kind, IgnoredReason.Other);
        }

        // Without these it cannot be told from others, or put in order.
        if (entry.InsertId.Length == 0 || EntryParts.At(entry).IsMissing)
        {
            return MappedEntry.Malformed(kind);
        }

        return kind switch
        {
            EntryKind.CloudRunRequest => CloudRunRequestMapper.Map(entry, receivedAt),
            _ when entry.Payload is not { Type: AuditLogType } => MappedEntry.Malformed(kind),
            EntryKind.Gke => GkeMapper.Map(entry, entry.Payload, filter, receivedAt),
            _ => CloudAuditMapper.Map(entry, entry.Payload, log, receivedAt),
        };
    }

    private static EntryKind KindOf(string log, LogEntry entry) => log switch
    {
        "run.googleapis.com/requests" => EntryKind.CloudRunRequest,
        "cloudaudit.googleapis.com/activity" or "cloudaudit.googleapis.com/data_access" =>
            entry.Resource is { Type: "k8s_cluster" } && entry.Payload is { Service: "k8s.io" } ? EntryKind.Gke : EntryKind.CloudAudit,
        CloudAuditMapper.PolicyLog or CloudAuditMapper.SystemLog => EntryKind.CloudAudit,
        _ => EntryKind.Other,
    };
}
