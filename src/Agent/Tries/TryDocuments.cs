using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>From a story to what the pages answer.</summary>
internal static class TryDocuments
{
    public static TrySummary Summarize(TryStory story)
    {
        var cause = story.Causes is [var best, ..] ? best : null;
        return new TrySummary
        {
            Id = story.Id,
            Namespace = story.Try.Task.Namespace,
            DagId = story.Try.Task.DagId,
            TaskId = story.Try.Task.TaskId,
            RunId = story.Try.RunId,
            TryNumber = story.Try.TryNumber,
            MapIndex = story.Try.MapIndex,
            Result = TryWords.Of(story.Result),
            Cause = cause is null ? "" : TryWords.Of(cause.Cause),
            Sentence = cause?.Sentence ?? "",
            StartedAt = TimeOf(story.StartedAt),
            EndedAt = TimeOf(story.EndedAt),
            Complete = story.Evidence.IsComplete,
        };
    }

    public static TryDocument Describe(TryStory story) => new()
    {
        Id = story.Id,
        Namespace = story.Try.Task.Namespace,
        DagId = story.Try.Task.DagId,
        TaskId = story.Try.Task.TaskId,
        RunId = story.Try.RunId,
        TryNumber = story.Try.TryNumber,
        MapIndex = story.Try.MapIndex,
        ExecutionDate = story.Try.ExecutionDate,
        IdForm = TryWords.Of(story.Try.Ids),
        Result = TryWords.Of(story.Result),
        ResultSource = TryWords.Of(story.ResultSource),
        AirflowState = story.AirflowState,
        Owners = story.Owners,
        Tags = story.Tags,
        StartedAt = TimeOf(story.StartedAt),
        EndedAt = TimeOf(story.EndedAt),
        Causes = [.. story.Causes.Select(Describe)],
        Evidence = Describe(story.Evidence),
        Pods = [.. story.Pods.Select(Describe)],
        Peers = [.. story.Peers.Select(Describe)],
        Timeline = [.. story.Timeline.Select(Describe)],
    };

    private static CauseDocument Describe(Diagnosis cause) => new()
    {
        Cause = TryWords.Of(cause.Cause),
        Confidence = TryWords.Of(cause.Confidence),
        Sentence = cause.Sentence,
        Retry = TryWords.Of(cause.Retry),
        Mend = cause.Mend,
        PolicyFragment = cause.PolicyFragment,
        Peer = cause.Peer,
        Port = cause.Port,
        Evidence = cause.Evidence,
        RequestId = cause.RequestId,
        TraceId = cause.TraceId,
        Count = cause.Count,
        FirstSeen = TimeOf(cause.FirstSeen),
        LastSeen = TimeOf(cause.LastSeen),
    };

    private static EvidenceDocument Describe(TryEvidence evidence) => new()
    {
        Complete = evidence.IsComplete,
        FlowEvents = evidence.FlowEvents,
        LostEvents = evidence.LostEvents,
        HasGap = evidence.HasGap,
        Truncated = evidence.IsTruncated,
        SawStart = evidence.SawStart,
    };

    private static PodDocument Describe(TryPod pod) => new()
    {
        Uid = pod.Uid,
        Namespace = pod.Namespace,
        Name = pod.Name,
        Node = pod.NodeName,
        Role = TryWords.Of(pod.Role),
        ServiceAccount = pod.ServiceAccount,
        CloudIdentity = pod.CloudIdentity,
        Phase = pod.Phase,
        ExitCode = pod.ExitCode,
        Reason = pod.Reason,
        FirstSeen = TimeOf(pod.FirstSeen),
        LastSeen = TimeOf(pod.LastSeen),
    };

    private static PeerDocument Describe(TryPeer peer) => new()
    {
        Kind = TryWords.Of(peer.Kind),
        Name = peer.Name,
        Direction = PublicNames.Of(peer.Direction),
        Protocol = PublicNames.Of(peer.Protocol),
        Port = peer.Port,
        Outcomes = Counts(peer.Outcomes, index => ConnectionNames.Of((ConnectionOutcome)index)),
        Http = Counts(peer.HttpClasses, index => index == 0 ? "other" : string.Create(CultureInfo.InvariantCulture, $"{index}xx")),
        Principal = peer.Principal,
        WouldBeDenied = peer.WouldBeDenied,
        Retries = peer.Retries,
        FirstSeen = TimeOf(peer.FirstSeen),
        LastSeen = TimeOf(peer.LastSeen),
    };

    private static EventDocument Describe(TryEvent happened) => new()
    {
        At = TimeOf(happened.At),
        Kind = happened.Kind,
        Text = happened.Text,
        Count = happened.Count,
    };

    /// <summary>In the order of the array.</summary>
    private static Dictionary<string, int> Counts(ImmutableArray<int> counts, Func<int, string> nameOf)
    {
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (counts.IsDefault ? 0 : counts.Length); i++)
        {
            if (counts[i] != 0)
            {
                named.Add(nameOf(i), counts[i]);
            }
        }

        return named;
    }

    private static DateTimeOffset? TimeOf(Instant time) => time.IsMissing || time == Instant.Never ? null : time.ToDateTimeOffset();
}
