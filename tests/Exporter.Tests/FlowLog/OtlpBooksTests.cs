using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.FlowLog.Otlp;
using Windsock.Exporter.Tests.Alerts;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Pipeline.Supervision;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.FlowLog;

/// <summary>The books of the output against those of a collector that counts what it takes.</summary>
public sealed class OtlpBooksTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CollectingLogs _logs = new();
    private ScriptedReceiver _collector = null!;
    private readonly HashSet<string> _flows = [];
    private long _taken;
    private int _answers;
    private ulong _offered;

    public async ValueTask InitializeAsync() => _collector = await ScriptedReceiver.StartAsync();

    public async ValueTask DisposeAsync() => await _collector.DisposeAsync();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task They_agree_with_the_collector_whatever_it_answers(int seed)
    {
        var dice = new Random(seed);
        _collector.Answer = (context, stop) => AnswerAsync(context, dice, stop);
        using var output = Output();
        using var stage = new FlowLogStage(output, queueFlows: 1_000_000, TimeProvider.System, _logs);
        var running = stage.RunAsync();
        for (var i = 0; i < 60; i++)
        {
            Offer(stage, dice);
        }

        stage.Complete();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Balances(stage.Books);
        Assert.Equal(_taken, stage.Books.Records);
        Assert.True(stage.Books is { Written: > 0, Filtered: > 0 } && stage.Books.DroppedBecause(FlowLogDrop.Rejected) > 0);

        // Which records were left out nobody says; what is counted as written is never more than what the collector has.
        Assert.InRange(stage.Books.Written, 1, _flows.Count);
    }

    [Fact]
    public async Task They_balance_when_the_agent_stops_while_it_sends()
    {
        _collector.Answer = static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        using var output = Output();
        using var stage = new FlowLogStage(output, queueFlows: 1_000_000, TimeProvider.System, _logs);
        var running = stage.RunAsync();
        for (var i = 0; i < 20; i++)
        {
            Offer(stage, new Random(i));
        }

        await Eventually.HoldsAsync(() => Task.FromResult(_collector.Requests.Count > 0), Patience, "a request is under way");
        stage.Complete();
        stage.Abort();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Balances(stage.Books);
        Assert.Equal((0, stage.Books.Offered), (stage.Books.Written, stage.Books.DroppedBecause(FlowLogDrop.Shutdown)));
    }

    /// <summary>One flow after the other of a task, between two tasks, or of nobody, which is filtered.</summary>
    private void Offer(FlowLogStage stage, Random dice)
    {
        var task = Some.Deciding(Some.TaskPod());
        FlowAttribution[] kinds =
        [
            Some.FromClient(Some.TaskPod()),
            new(task, task, Some.Postgres, Some.Postgres, AttributionKind.Task, AttributionClass.Exact),
            new(default, default, Some.Postgres, Some.Postgres, AttributionKind.Other, AttributionClass.Unknown),
        ];
        stage.Offer(Some.Batch([.. Enumerable.Range(0, dice.Next(1, 257)).Select(_ => (Numbered(), kinds[dice.Next(kinds.Length)]))]));
    }

    private Flow Numbered()
    {
        var flow = Some.Flow();
        flow.Id = new FlowId(1, ++_offered);
        return flow;
    }

    /// <summary>In turn: takes all, is busy, takes some, refuses.</summary>
    private async Task AnswerAsync(HttpContext context, Random dice, CancellationToken stop)
    {
        var records = ExportLogsServiceRequest.Parser.ParseFrom(_collector.Requests[^1].Body).ResourceLogs.SelectMany(resource => resource.ScopeLogs.SelectMany(scope => scope.LogRecords)).ToArray();
        switch (_answers++ % 4)
        {
            case 0:
                Take(records);
                break;
            case 1:
                context.Response.StatusCode = 503;
                break;
            case 2:
                var rejected = dice.Next(1, records.Length + 1);
                dice.Shuffle(records);
                Take(records[rejected..]);
                await context.Response.Body.WriteAsync(
                    new ExportLogsServiceResponse { PartialSuccess = new ExportLogsPartialSuccess { RejectedLogRecords = rejected } }.ToByteArray(), stop);
                break;
            default:
                context.Response.StatusCode = 400;
                break;
        }
    }

    private void Take(LogRecord[] records)
    {
        _taken += records.Length;
        _flows.UnionWith(records.Select(record => record.Attributes.Single(attribute => attribute.Key == "windsock.flowId").Value.StringValue));
    }

    private OtlpOutput Output() => new(
        new Uri($"{_collector.Address}/v1/logs"),
        new FlowSelection(),
        FlowFieldSet.All,
        () => new LogRecordPipeline("worker-1", "1.2.3", TimeProvider.System),
        new OutboundClient(new OutboundOptions { Timeout = TimeSpan.FromSeconds(25) }, "flowLog.otlp.http", TimeProvider.System),
        () => new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMinutes(1), Random.Shared),
        TimeProvider.System);

    private static void Balances(FlowLogBooks books) =>
        Assert.Equal(books.Offered, books.Written + books.Filtered + Enum.GetValues<FlowLogDrop>().Sum(books.DroppedBecause));
}
