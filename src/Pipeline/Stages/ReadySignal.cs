namespace Windsock.Pipeline.Stages;

/// <summary>That a queue has something to read, as a task that can be waited for beside others. Single-threaded.</summary>
internal sealed class ReadySignal(Func<ValueTask<bool>> waitToRead)
{
    private Task<bool>? _ready;

    /// <summary>The queue is complete and empty; <see cref="Ready"/> never completes again.</summary>
    public bool IsOver { get; private set; }

    public Task Ready => _ready ??= waitToRead().AsTask();

    /// <summary>Takes in whether the wait is over, and how.</summary>
    public async ValueTask SettleAsync()
    {
        if (_ready is { IsCompleted: true } ready)
        {
            IsOver = !await ready.ConfigureAwait(false);
            _ready = IsOver ? new TaskCompletionSource<bool>().Task : null;
        }
    }
}
