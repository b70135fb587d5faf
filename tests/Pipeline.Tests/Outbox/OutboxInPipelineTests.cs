using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Identity;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.State;
using Windsock.Pipeline.Tests.Storage;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxInPipelineTests
{
    [Fact]
    public async Task Alerts_of_the_last_flows_are_delivered_and_state_written_at_the_very_end_is_kept()
    {
        using var temp = new TempFolder();
        var sink = new TakingAlerts();
        using var state = new StateDirectory(temp.Path, TimeProvider.System, NullLogger.Instance);
        var codec = new AlertCodec(alert => Encoding.UTF8.GetBytes(alert.Fingerprint), payload => Alert(Encoding.UTF8.GetString(payload)));
        using var outbox = new Outbox<Alert>(
            new OutboxOptions(), Path.Join(temp.Path, "outbox-worker-1"), codec, [new OutboxSink<Alert>(sink, static _ => true)], TimeProvider.System, NullLogger.Instance);
        sink.OnDelivery = () => state.Write("told", "by the sink"u8.ToArray());
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions(), TimeProvider.System, NullLoggerFactory.Instance)
            .ReadFrom(new OneFlow())
            .AttributeWith(new ScriptedAttributor())
            .FanOutTo(new AlarmedConsumer(new AlertsToOutbox(outbox)))
            .DeliverTo([outbox])
            .KeepStateIn(state)
            .Build();

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await pipeline.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["00000000deadbeef"], sink.Taken);
        Assert.Equal("by the sink", Encoding.UTF8.GetString(state.Read("told")!));
        Assert.Empty(pipeline.Sinks);
    }

    private static Alert Alert(string fingerprint) => new()
    {
        Fingerprint = fingerprint,
        Revision = 1,
        State = AlertState.Firing,
        Rule = "guardrail",
        Cause = "payments.yaml:12",
        Severity = Severity.Critical,
        Summary = "etl.load reached a host outside of its guardrail",
        Mend = "Ask its owner.",
        Members = [],
        MemberCount = 1,
        FindingCount = 1,
        StartsAt = Some.Time,
        At = Some.Time,
    };

    private sealed class OneFlow : IFlowSource
    {
        public string Name => "one";

        public async Task RunAsync(FlowWriter writer, CancellationToken stop) => await writer.WriteAsync(Some.Batch(Some.Flow("a")));
    }

    private sealed class AlarmedConsumer(IAlertObserver observer) : IFlowConsumer
    {
        public string Name => "alarmed";

        public void Observe(AttributedBatch batch) => observer.Observe(Alert("00000000deadbeef"));
    }

    private sealed class TakingAlerts : ISink<Alert>
    {
        public string Name => "taking";

        public List<string> Taken { get; } = [];

        public Action OnDelivery { get; set; } = static () => { };

        public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop)
        {
            Taken.Add(item.Fingerprint);
            OnDelivery();
            return Task.FromResult(Delivery.Delivered);
        }
    }
}
