using Windsock.Exporter.Alerts;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sinks;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>A receiver takes an alert that says that it is a test, on the way that every alert goes.</summary>
internal sealed class TestAlertCheck(IAlertSink sink, string node, TimeProvider time) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Alerts;

    public string Name => $"test alert, {sink.Name}";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var firing = TestAlert.Firing(node, Now());
        var delivery = await DeliverAsync(firing, stop);
        if (delivery.Outcome != DeliveryOutcome.Delivered)
        {
            return CheckResult.Fail($"It did not take the test alert: {delivery.Why}.", "Mend what is named; then send it again.");
        }

        // Alertmanager takes for over what it does not hear of again, and would never show what is over at once.
        if (sink.Name == "alertmanager")
        {
            return CheckResult.Ok("It took the test alert, which it forgets by itself after a few minutes. Its routes say who hears of it.");
        }

        var resolved = TestAlert.Resolved(firing, Now());
        if (!sink.Wants(resolved))
        {
            return CheckResult.Ok("It took the test alert. Close it there: sendResolved is off.");
        }

        delivery = await DeliverAsync(resolved, stop);
        return delivery.Outcome == DeliveryOutcome.Delivered
            ? CheckResult.Ok("It took the test alert, and then that it is over.")
            : CheckResult.Warn($"It took the test alert, and not that it is over: {delivery.Why}.", "Mend what is named, and close the alert there.");
    }

    private Task<Delivery> DeliverAsync(Alert alert, CancellationToken stop) => sink.DeliverAsync(alert, stop);

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
