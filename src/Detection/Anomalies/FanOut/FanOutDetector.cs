using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.FanOut;

/// <summary>A try reaches for far more addresses or ports than its task usually does: it scans, or something in it does.</summary>
internal sealed class FanOutDetector(FanOutOptions options) : ITryDetector
{
    private const double Factor = 3;

    public string Rule => "fan_out";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        var (addresses, ports) = (view.Traffic.Addresses, view.Traffic.Ports);
        var profile = view.Profile;
        var hasUsual = profile is { Addresses.Count: > 0 };
        var manyAddresses = hasUsual ? addresses >= options.MinAddresses && profile!.Addresses.IsFarAbove(addresses, Factor) : IsBlindScan(view, addresses);
        var manyPorts = hasUsual ? ports >= options.MinPorts && profile!.Ports.IsFarAbove(ports, Factor) : IsBlindScan(view, ports);
        if (!manyAddresses && !manyPorts)
        {
            return;
        }

        var answered = view.Traffic.Connections == 0 ? 0 : 100 * view.Traffic.Established / view.Traffic.Connections;
        ImmutableArray<Measure> measures =
        [
            new("addresses", FindingText.Count(addresses, "address", "addresses"), hasUsual ? profile!.Addresses.Words() : ""),
            new("ports", FindingText.Count(ports, "port"), hasUsual ? profile!.Ports.Words() : ""),
            new("connections that came about", FormattableString.Invariant($"{answered} %"), ""),
        ];
        findings.Add(TryFindings.Of(
            view,
            Rule,
            Severity.Critical,
            FindingText.Task(view.Try.Task),
            $"{FindingText.Task(view.Try.Task)} reached for {FindingText.Count(addresses, "address", "addresses")} and {FindingText.Count(ports, "port")}{(hasUsual ? $", {(manyAddresses ? profile!.Addresses : profile!.Ports).Words()}" : "")}; {answered} % of its connections came about.",
            "Look at what the pod runs ('windsock explain --id " + view.Id + "'). A crawler or a new set of shards looks like this too; a task that has no reason for it may be taken over: stop it and keep its pod.",
            view.StartedAt,
            measures));
    }

    private bool IsBlindScan(TryView view, int count) => count >= options.MinWithoutProfile && view.Traffic.Established * 2 < view.Traffic.Connections;
}
