using Windsock.Exporter.Alerts;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Tests.Alerts;

public class SelectiveSinkTests
{
    [Theory]
    [InlineData(Severity.Info, false)]
    [InlineData(Severity.Warning, true)]
    [InlineData(Severity.Critical, true)]
    public async Task Alerts_from_a_severity_on_are_sent(Severity severity, bool isSent)
    {
        var inner = new CollectingAlerts();
        var sink = new SelectiveSink(inner, Severity.Warning, sendsResolved: true);
        var alert = SomeAlert.Firing(SomeAlert.Finding(severity: severity));

        Assert.Equal(isSent, sink.Wants(alert));
        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(alert, TestContext.Current.CancellationToken));
        Assert.Equal((isSent ? 1 : 0, isSent ? 0 : 1), (inner.Alerts.Count, sink.Withheld.Value));
    }

    [Fact]
    public void The_end_of_what_was_told_is_told_even_if_it_became_less_severe_and_of_nothing_else()
    {
        var sink = new SelectiveSink(new CollectingAlerts(), Severity.Critical, sendsResolved: true);
        var alert = SomeAlert.Firing();
        var end = alert.Resolved() with { Severity = Severity.Warning };

        Assert.False(sink.Wants(end));
        Assert.True(sink.Wants(alert));
        Assert.True(sink.Wants(end));
        Assert.True(sink.Wants(end));
        Assert.False(sink.Wants(end with { StartsAt = SomeAlert.At(60) }));
        Assert.True(sink.Wants(alert.Resolved() with { Fingerprint = "of a run before this one" }));
    }

    [Fact]
    public void Ends_are_left_out_when_nobody_wants_them()
    {
        var sink = new SelectiveSink(new CollectingAlerts(), Severity.Warning, sendsResolved: false);

        Assert.True(sink.Wants(SomeAlert.Firing()));
        Assert.False(sink.Wants(SomeAlert.Firing().Resolved()));
    }

    [Fact]
    public void The_memory_of_what_was_told_is_bounded_and_forgets_the_oldest()
    {
        var told = new ToldAlerts();
        for (var i = 0; i <= ToldAlerts.MaxRemembered; i++)
        {
            told.Add(SomeAlert.Firing() with { Fingerprint = $"{i}" });
        }

        Assert.False(told.Contains(SomeAlert.Firing() with { Fingerprint = "0" }));
        Assert.True(told.Contains(SomeAlert.Firing() with { Fingerprint = "1" }));
        Assert.True(told.Contains(SomeAlert.Firing() with { Fingerprint = $"{ToldAlerts.MaxRemembered}" }));
    }

    private sealed class CollectingAlerts : ISink<Alert>
    {
        public List<Alert> Alerts { get; } = [];

        public string Name => "collecting";

        public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop)
        {
            Alerts.Add(item);
            return Task.FromResult(Delivery.Delivered);
        }
    }
}
