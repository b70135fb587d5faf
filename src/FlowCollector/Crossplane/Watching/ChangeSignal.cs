namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>Says that something has changed since it was cleared. Any thread raises it; one waits for it and clears it.</summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Raised => _changed.Task;

    public void Raise() => _changed.TrySetResult();

    /// <summary>What was raised before is seen by whoever looks after this.</summary>
    public void Clear()
    {
        if (_changed.Task.IsCompleted)
        {
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
