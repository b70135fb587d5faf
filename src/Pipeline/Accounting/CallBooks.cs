using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Accounting;

/// <summary>The calls of one branch, or its events of the platform: <c>in = done + failed + abandoned</c> once it has ended; until then the rest waits.</summary>
public sealed class CallBooks
{
    private readonly Counter _in = new();
    private readonly Counter _done = new();
    private readonly Counter _failed = new();
    private readonly Counter _abandoned = new();

    /// <summary>Calls that entered the branch, including those that wait in its queue.</summary>
    public long In => _in.Value;

    public long Done => _done.Value;

    /// <summary>Calls of batches at which the consumer threw.</summary>
    public long Failed => _failed.Value;

    /// <summary>Calls that an aborted shutdown left behind.</summary>
    public long Abandoned => _abandoned.Value;

    internal void CountIn(int calls) => _in.Add(calls);

    internal void CountDone(int calls) => _done.Add(calls);

    internal void CountFailed(int calls) => _failed.Add(calls);

    internal void CountAbandoned(int calls) => _abandoned.Add(calls);
}
