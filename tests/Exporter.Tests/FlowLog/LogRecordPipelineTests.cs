using Windsock.Exporter.FlowLog;
using Windsock.Exporter.FlowLog.Otlp;
using Windsock.Exporter.Tests.Prometheus;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class LogRecordPipelineTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(LogRecordPipeline.MaxRecords - 1)]
    [InlineData(LogRecordPipeline.MaxRecords)]
    public async Task What_was_added_comes_out_at_once_and_whole(int records)
    {
        using var pipeline = new LogRecordPipeline("node", "1", TimeProvider.System);
        for (var turn = 0; turn < 3; turn++)
        {
            Add(pipeline, records);
            Assert.Equal(records, LogsRequest.CountRecords(await pipeline.TakeAsync(Stop)));
        }
    }

    [Fact]
    public async Task What_does_not_come_is_not_waited_for_without_end()
    {
        var time = new Windsock.Testing.ManualTime();
        using var pipeline = new LogRecordPipeline("node", "1", time);
        var taking = pipeline.TakeAsync(Stop);
        await time.PassWaitAsync(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), Stop);

        Assert.Empty(await taking);
    }

    [Fact]
    public async Task An_abort_ends_the_waiting()
    {
        using var pipeline = new LogRecordPipeline("node", "1", new Windsock.Testing.ManualTime());
        using var abort = new CancellationTokenSource();
        var taking = pipeline.TakeAsync(abort.Token);
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }

    private static void Add(LogRecordPipeline pipeline, int records)
    {
        var (flow, attribution, side) = SomeRecords.Http();
        for (var i = 0; i < records; i++)
        {
            pipeline.Add(new FlowRecord(flow, attribution, side, Some.Noon), FlowFieldSet.All, Some.Noon);
        }
    }
}
