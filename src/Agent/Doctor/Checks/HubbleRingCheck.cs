using System.Globalization;
using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;
using Windsock.FlowCollector.Hubble;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The server's ring bridges a short break: what it still has when the agent is back is not lost.</summary>
internal sealed class HubbleRingCheck(HubbleSight hubble) : IDoctorCheck
{
    /// <summary>A restart of the agent takes this long.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    /// <summary>Cilium takes one less than a power of two, up to this.</summary>
    private const ulong LargestRing = 65_535;

    public CheckArea Area => CheckArea.Hubble;

    public string Name => "ring";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await hubble.StatusAsync();
        if (status.RingCapacity == 0 || RateOf(status) is not (> 0 and var rate))
        {
            return CheckResult.Skipped("The server does not tell how much it keeps, or has seen nothing yet.");
        }

        var lasts = TimeSpan.FromSeconds(Math.Min(status.RingCapacity / rate, TimeSpan.FromDays(30).TotalSeconds));
        var meaning = $"The ring keeps {CheckWords.Number(status.RingCapacity)} flows, which is {TimeWords.Span(lasts)} at {CheckWords.Number(Math.Ceiling(rate))} flows a second.";
        return lasts >= Enough
            ? CheckResult.Ok(meaning)
            : CheckResult.Warn($"{meaning} A break of the agent that is longer loses flows; they are counted as lost.", MendOf(status, rate));
    }

    private static double RateOf(ServerStatus status) =>
        status.FlowsPerSecond > 0 ? status.FlowsPerSecond
        : status.Uptime > TimeSpan.Zero ? status.SeenFlows / status.Uptime.TotalSeconds
        : 0;

    private static string MendOf(ServerStatus status, double rate)
    {
        if (status.ConnectedNodes is not null)
        {
            return "Raise Cilium's hubble.eventBufferCapacity (Helm), one less than a power of two, at most 65535, and restart the Cilium agents. Node agents at the local socket read with less in between.";
        }

        ulong ring = 4_095;
        while (ring < LargestRing && ring / rate < Enough.TotalSeconds)
        {
            ring = (ring * 2) + 1;
        }

        return ring <= status.RingCapacity
            ? "The ring has its largest size: raise Cilium's bpf.monitorAggregation (Helm) to medium or maximum, so that fewer events tell the same."
            : string.Create(CultureInfo.InvariantCulture, $"Set Cilium's hubble.eventBufferCapacity (Helm) to {ring}, and restart the Cilium agents.");
    }
}
