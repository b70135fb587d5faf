using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.ConnectionSurge;

/// <summary>A try opens far more connections than its task usually does. Only those that came about: a peer that is down makes every
/// client try again, and that is told as what it is.</summary>
internal sealed class ConnectionSurgeDetector(ConnectionSurgeOptions options) : ITryDetector
{
    /// <summary>A retry may have the work of the try before it to do.</summary>
    private const double RetryDoubt = 3;

    public string Rule => "connection_surge";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        var count = view.Traffic.Established;
        if (count < options.MinConnections || view.Profile is not { } profile || !profile.Established.IsFarAbove(count, view.Try.TryNumber > 1 ? RetryDoubt * options.Factor : options.Factor))
        {
            return;
        }

        var busiest = view.Peers.Where(peer => peer.Key is { Direction: TrafficDirection.Egress, Port: not 53 }).MaxBy(Established);
        findings.Add(TryFindings.Of(
            view,
            Rule,
            Severity.Warning,
            busiest is null ? FindingText.Task(view.Try.Task) : busiest.Key.Name,
            $"{FindingText.Task(view.Try.Task)} opened {FindingText.Count(count, "connection")}{(view.IsFinal ? "" : " so far")}, {profile.Established.Words()}{(busiest is null ? "" : $"; most of them to {busiest.Key}")}.",
            "Look whether it has more to do than usual (a backfill, a larger input), or opens a connection for each row where one would do. If it will stay like that, do nothing: it is usual after five runs.",
            view.StartedAt,
            [new Measure("connections", FindingText.Count(count, "connection"), profile.Established.Words())],
            busiest?.Key.Name ?? "",
            busiest?.Key.Port ?? 0));
    }

    private static int Established(PeerLedger peer) => peer.Outcomes[(int)ConnectionOutcome.Established];
}
