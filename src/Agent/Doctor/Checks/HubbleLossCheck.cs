using Windsock.Agent.Doctor.Sights;
using Windsock.Model.Sources;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The server loses no events on their way to its clients.</summary>
internal sealed class HubbleLossCheck(HubbleSight hubble) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Hubble;

    public string Name => "loss";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var lost = (await hubble.SampleAsync()).Lost;
        if (lost.IsEmpty)
        {
            return CheckResult.Ok("No event was lost while looking.");
        }

        var worst = lost.MaxBy(reason => reason.Value).Key;
        var parts = lost.OrderByDescending(reason => reason.Value).Select(reason => $"{CheckWords.Number(reason.Value)} {PlaceOf(reason.Key)}").ToList();
        return CheckResult.Warn($"Events were lost before they were sent: {CheckWords.List(parts)}. Counts and stories of tries are at least what they say.", MendOf(worst));
    }

    private static string PlaceOf(LossReason reason) => reason switch
    {
        LossReason.PerfEventRingBuffer => "between the kernel and the Cilium agent",
        LossReason.ObserverEventsQueue => "in the queue before Hubble",
        LossReason.HubbleRingBuffer => "in the ring, because a client read too slowly",
        _ => "somewhere that the server does not name",
    };

    private static string MendOf(LossReason reason) => reason switch
    {
        LossReason.PerfEventRingBuffer => "Set Cilium's bpf.monitorAggregation (Helm) to medium or maximum, so that fewer events tell the same, and give the Cilium agent more processor time.",
        LossReason.ObserverEventsQueue => "Raise Cilium's hubble.eventQueueSize (Helm), and give the Cilium agent more processor time.",
        LossReason.HubbleRingBuffer => "Give this program more processor time, and raise Cilium's hubble.eventBufferCapacity (Helm).",
        _ => "See the log of the Cilium agent.",
    };
}
