using Windsock.Model.Flows;
using Windsock.Model.Tries;
using Windsock.Pipeline.Accounting;

namespace Windsock.Pipeline.Sources;

/// <summary>Tells the branches when a source of flows is connected, and when it is not any more: what they do not see then need not
/// be absent. Looks every few seconds; a break that is over by then is told by the gap it leaves.</summary>
internal sealed class SourceStates(IReadOnlyList<SourceLedger> ledgers, TimeProvider time) : ITaskFactSource
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly bool?[] _told = new bool?[ledgers.Count];

    public string Name => "source_states";

    public async Task RunAsync(TaskFactWriter writer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            for (var index = 0; index < ledgers.Count; index++)
            {
                var isUp = ledgers[index].IsUp;
                if (_told[index] != isUp)
                {
                    _told[index] = isUp;
                    var now = Instant.FromDateTimeOffset(time.GetUtcNow());
                    await writer.WriteAsync(new SourceTurned(ledgers[index].Source, isUp, now, now)).ConfigureAwait(false);
                }
            }

            try
            {
                await Task.Delay(LookEvery, time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop while waiting: the loop sees it.
            }
        }
    }
}
