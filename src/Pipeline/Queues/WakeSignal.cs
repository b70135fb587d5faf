using System.Threading.Channels;

namespace Windsock.Pipeline.Queues;

/// <summary>Wakes the one who waits because there may be something to do; set twice before it wakes, it wakes once.</summary>
internal sealed class WakeSignal
{
    // One token: who finds it there has nothing to add. The setter's thread is never lent: it is a detector's.
    private readonly Channel<bool> _token = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        SingleReader = true,
        SingleWriter = false,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public void Set() => _token.Writer.TryWrite(true);

    /// <summary>Returns when it is set, when the time is over, or when asked to stop; never throws.</summary>
    /// <param name="limit">Null: as long as it takes.</param>
    public async Task WaitAsync(TimeSpan? limit, TimeProvider time, CancellationToken stop)
    {
        if (_token.Reader.TryRead(out _))
        {
            return;
        }

        using var enough = limit is { } span ? new CancellationTokenSource(span < MaxWait ? span : MaxWait, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        try
        {
            await _token.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the agent stops: who waited sees it.
        }
    }

    /// <summary>A timer takes no more than 49 days.</summary>
    private static TimeSpan MaxWait => TimeSpan.FromDays(1);
}
