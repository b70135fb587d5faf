using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Requests to services of Cloud Run, from its request log. The log never tells the caller; its address, the time and the trace
/// have to do.</summary>
internal static class CloudRunRequestMapper
{
    /// <summary>Where services are, as against the API that makes them.</summary>
    private const string ServiceDomain = "run.app";

    public static MappedEntry Map(LogEntry entry, Instant receivedAt)
    {
        if (entry.Http is not { } http || EntryParts.Verb(http.Method) is not { Length: > 0 } verb)
        {
            return MappedEntry.Malformed(EntryKind.CloudRunRequest);
        }

        var at = EntryParts.At(entry);
        var text = entry.Text.Length > 0 ? entry.Text : entry.JsonText;
        var outcome = CloudRunRefusal.OutcomeOf(http.Status, text, reachedContainer: entry.Labels is { Instance.Length: > 0 });

        // A host that no service answers to has no service in its entry.
        var service = entry.Resource is { Service.Length: > 0 } resource ? resource.Service : EntryParts.Host(http.Url);
        return new MappedEntry(EntryKind.CloudRunRequest, new PlatformAction(receivedAt)
        {
            Source = CloudLoggingEnvelope.SourceName,
            Id = entry.InsertId,
            System = PlatformSystem.CloudRun,
            Verb = verb,
            Target = new ActionTarget(ServiceDomain, "services", "", EntryParts.Project(entry), service),
            Caller = ActionCaller.Nobody with { SourceIp = EntryParts.Address(http.RemoteIp) },
            Outcome = outcome,
            Code = http.Status is >= 100 and < 600 ? http.Status : 0,
            Message = outcome == ActionOutcome.Succeeded ? "" : text,
            At = at,
            EndedAt = EntryParts.Latency(http.Latency) is { } latency ? at.Add(latency) : Instant.Missing,
            UserAgent = http.UserAgent,
            Gaps = ActionGaps.NoCaller,
            TraceId = EntryParts.TraceId(entry.Trace),
        });
    }
}
