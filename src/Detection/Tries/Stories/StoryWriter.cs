using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Stories;

/// <summary>Makes the immutable copy of a ledger that leaves the thread.</summary>
internal static class StoryWriter
{
    public static TryStory Write(TryLedger ledger)
    {
        var life = ledger.Life;
        return new TryStory
        {
            Id = ledger.Id,
            Try = ledger.Try,
            Result = life.Result,
            ResultSource = life.Source,
            AirflowState = ledger.AirflowState,
            Owners = ledger.Owners,
            Tags = ledger.Tags,
            StartedAt = ledger.StartedAt,
            EndedAt = life.EndedAt,
            Pods = [.. ledger.Pods.OrderBy(pod => pod.FirstSeen).Select(pod => pod.ToPod())],
            Peers = [.. ledger.Peers.Select(PeerOf).OrderByDescending(Connections).ThenBy(peer => peer.Name, StringComparer.Ordinal).ThenBy(peer => peer.Port)],
            Timeline = ledger.Timeline.ToEvents(),
            Evidence = ledger.Evidence,
            Causes = life.Causes,
        };
    }

    private static TryPeer PeerOf(PeerLedger ledger) => new(
        ledger.Key.Kind,
        ledger.Key.Name,
        ledger.Key.Direction,
        ledger.Key.Protocol,
        ledger.Key.Port,
        [.. ledger.Outcomes],
        [.. ledger.HttpClasses],
        ledger.WouldBeDenied,
        ledger.Retries,
        ledger.First,
        ledger.Last)
    {
        Principal = OneLine.Of(ledger.Principal),
        IsAirflow = ledger.IsAirflow,
    };

    private static int Connections(TryPeer peer)
    {
        var sum = 0;
        foreach (var count in peer.Outcomes)
        {
            sum += count;
        }

        return sum;
    }
}
