using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Alerts;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class FlowLogStageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly CollectingLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task What_is_offered_is_written_in_groups_that_the_output_takes()
    {
        var output = new ScriptedOutput { MaxFlows = 256 };
        using var stage = Stage(output);
        Offer(stage, batches: 10, flows: 100);
        var running = stage.RunAsync();
        stage.Complete();
        await running;

        Assert.All(output.Groups, group => Assert.InRange(group, 1, 256));
        Assert.Equal((1_000, 1_000), (stage.Books.Offered, stage.Books.Written));
        Balances(stage);
    }

    [Fact]
    public async Task A_full_queue_drops_the_newest_counts_them_and_says_so_once()
    {
        var gate = new TaskCompletionSource();
        var output = new ScriptedOutput
        {
            Answer = async (flows, _) =>
            {
                await gate.Task;
                return new FlowLogTally(flows, 0, flows, 0);
            },
        };
        using var stage = Stage(output, queueFlows: 1_000);
        Offer(stage, batches: 14, flows: 100);

        Assert.Equal(400, stage.Books.DroppedBecause(FlowLogDrop.QueueFull));
        Assert.Single(_logs.Lines, line => line.Contains("1000 flow events wait already", StringComparison.Ordinal));

        var running = stage.RunAsync();
        gate.SetResult();
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Books.Written == 1_000), Patience, "the queue is written");
        Offer(stage, batches: 1, flows: 100);
        Assert.Single(_logs.Lines, line => line.Contains("keeps up again", StringComparison.Ordinal));
        stage.Complete();
        await running;

        Assert.Equal(1_100, stage.Books.Written);
        Balances(stage);
    }

    [Fact]
    public async Task An_output_that_fails_costs_its_group_and_is_said_when_the_text_changes()
    {
        var turn = 0;
        var output = new ScriptedOutput
        {
            MaxFlows = 256,
            Answer = (flows, _) => ++turn switch
            {
                1 or 2 => Task.FromResult(new FlowLogTally(0, 0, 0, 0, Trouble: "no space left")),
                3 => Task.FromResult(new FlowLogTally(0, 100, 0, 0, FlowLogDrop.Rejected, "not welcome")),
                4 => throw new InvalidOperationException("boom"),
                _ => Task.FromResult(new FlowLogTally(flows, 0, flows, 10)),
            },
        };
        using var stage = Stage(output);
        Offer(stage, batches: 5, flows: 200);
        var running = stage.RunAsync();
        stage.Complete();
        await running;

        Assert.Equal((200, 100, 600, 100), (stage.Books.Written, stage.Books.Filtered, stage.Books.DroppedBecause(FlowLogDrop.Failed), stage.Books.DroppedBecause(FlowLogDrop.Rejected)));
        Assert.Equal(["no space left", "not welcome", "boom"], _logs.Lines.Where(line => line.Contains("is counted", StringComparison.Ordinal)).Select(line => line.Split(": ")[1].Split(';')[0]));
        Assert.Single(_logs.Lines, line => line.Contains("works again", StringComparison.Ordinal));
        Balances(stage);
    }

    [Fact]
    public async Task What_an_aborted_stop_leaves_is_counted()
    {
        var output = new ScriptedOutput
        {
            MaxFlows = 256,
            Answer = async (_, abort) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, abort);
                throw new InvalidOperationException("not reached");
            },
        };
        using var stage = Stage(output);
        Offer(stage, batches: 10, flows: 100);
        var running = stage.RunAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(output.Groups.Count > 0), Patience, "the first group is under way");
        stage.Complete();
        stage.Abort();
        await running;
        Offer(stage, batches: 1, flows: 100);

        Assert.Equal(1_100, stage.Books.DroppedBecause(FlowLogDrop.Shutdown));
        Balances(stage);
    }

    /// <summary>Offers, failures, filters and an abort at any moment, while the stage runs on threads of its own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_books_balance_whatever_happens(int seed)
    {
        var dice = new Random(seed);
        var output = new ScriptedOutput
        {
            MaxFlows = 256,
            Answer = async (flows, abort) =>
            {
                await Task.Yield();
                abort.ThrowIfCancellationRequested();
                var written = flows / 3;
                return flows % 7 == 0 ? throw new IOException("disk") : new FlowLogTally(written, flows / 4, written, written, flows % 2 == 0 ? FlowLogDrop.Failed : FlowLogDrop.Rejected);
            },
        };
        using var stage = Stage(output, queueFlows: 1_000);
        var running = stage.RunAsync();
        for (var i = 0; i < 2_000; i++)
        {
            Offer(stage, batches: 1, flows: dice.Next(1, 256));
        }

        stage.Complete();
        if (seed % 2 == 0)
        {
            stage.Abort();
        }

        await running;
        Assert.True(stage.Books.DroppedBecause(FlowLogDrop.QueueFull) + stage.Books.Written > 0);
        Balances(stage);
    }

    private FlowLogStage Stage(IFlowLogOutput output, int queueFlows = 16_384) => new(output, queueFlows, TimeProvider.System, _logs);

    private static void Offer(FlowLogStage stage, int batches, int flows)
    {
        for (var i = 0; i < batches; i++)
        {
            stage.Offer(Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), flows));
        }
    }

    private static void Balances(FlowLogStage stage)
    {
        var books = stage.Books;
        Assert.Equal(books.Offered, books.Written + books.Filtered + Enum.GetValues<FlowLogDrop>().Sum(books.DroppedBecause));
    }
}
