using Windsock.Detection.Anomalies.Traffic;
using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.DnsTunnelSuspect;

/// <summary>A try looks up many long names below one zone that read like coded data: what is asked for reaches the zone's name server,
/// whatever the network allows. Tasks that always do (checks of reputation lists) are known by their profile.</summary>
internal sealed class DnsTunnelSuspectDetector(DnsTunnelSuspectOptions options) : ITryDetector
{
    public string Rule => "dns_tunnel_suspect";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        foreach (var zone in view.Traffic.Zones)
        {
            if (LooksLikeData(zone) && !IsUsual(view, zone))
            {
                findings.Add(FindingOf(view, zone));
            }
        }
    }

    private bool LooksLikeData(ZoneTally zone) =>
        zone.DistinctNames >= options.MinNames && zone.MeanLength >= options.MinLength && zone.MeanEntropy >= options.MinEntropy;

    private static bool IsUsual(TryView view, ZoneTally zone) => view.Profile is { Names.Count: > 0 } profile && profile.Names.High * 3 >= zone.DistinctNames;

    private Finding FindingOf(TryView view, ZoneTally zone) => TryFindings.Of(
        view,
        Rule,
        Severity.Critical,
        zone.Zone,
        $"{FindingText.Task(view.Try.Task)} looked up {FindingText.Count(zone.DistinctNames, "different name")} below {zone.Zone}, {zone.MeanLength:0} characters long on average, that read like coded data.",
        $"Look at who owns {zone.Zone} and at what the pod runs. If nobody knows why, stop the task, keep its pod, and refuse the zone in the DNS rules of a network policy.",
        zone.First,
        [
            new Measure("different names", FindingText.Count(zone.DistinctNames, "name"), view.Profile?.Names.Words() ?? ""),
            new Measure("length", FormattableString.Invariant($"{zone.MeanLength:0} characters"), FormattableString.Invariant($"suspect from {options.MinLength}")),
            new Measure("entropy", FormattableString.Invariant($"{zone.MeanEntropy:0.0} bits a character"), FormattableString.Invariant($"suspect from {options.MinEntropy:0.0}")),
            new Measure("could have carried", FindingText.Bytes(zone.Characters * 5.0 / 8), ""),
        ],
        zone.Zone,
        53);
}
