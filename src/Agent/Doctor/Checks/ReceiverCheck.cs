using Windsock.Exporter.Alerts.Probing;
using Windsock.Pipeline.Sinks;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>A receiver of alerts can be reached. It is told nothing.</summary>
internal sealed class ReceiverCheck(ReceiverProbe probe) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Alerts;

    public string Name => probe.Name;

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var delivery = await probe.ReachAsync(stop);
        return delivery.Outcome != DeliveryOutcome.Delivered
            ? CheckResult.Fail($"It cannot be reached: {delivery.Why}.", "Mend what is named, and see the network policies between here and there. Alerts wait in the outbox meanwhile.")
            : CheckResult.Ok(probe.Asks ? "It answers." : "A connection can be opened. Only --send-test-alert shows whether it takes alerts.");
    }
}
