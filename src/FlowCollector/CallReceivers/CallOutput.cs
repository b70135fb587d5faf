using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Where the decoder of one source puts its calls: into batches, without those that another logger of the same proxy has
/// brought. Single-threaded.</summary>
/// <param name="source">Name of the source.</param>
/// <param name="seen">Shared by the sources; whoever uses any of them holds their <see cref="Turnstile"/>.</param>
internal sealed class CallOutput(string source, SeenCalls seen)
{
    private Call[] _calls = new Call[CallBatch.MaxCount];
    private CallWriter? _writer;
    private Instant _receivedAt;
    private int _count;

    /// <summary>Begins with the calls of one message.</summary>
    public void Begin(CallWriter writer, Instant receivedAt)
    {
        _writer = writer;
        _receivedAt = receivedAt;
        _count = 0;
    }

    /// <summary>A call to fill; it is forgotten unless <see cref="Keep"/> follows.</summary>
    public ref Call Next()
    {
        ref var next = ref _calls[_count];
        next = new Call();
        return ref next;
    }

    /// <summary>Takes the call that was filled.</summary>
    public void Keep()
    {
        if (++_count == CallBatch.MaxCount)
        {
            Flush();
        }
    }

    /// <summary>A call that could not be read.</summary>
    public void Refuse(CallFailure failure, long count = 1) => _writer!.CountUndecodable(failure, count);

    /// <summary>Hands over what has been taken. Never waits.</summary>
    public void Flush()
    {
        var kept = seen.DropCopies(_calls, _count);
        if (kept < _count)
        {
            _writer!.CountDuplicates(_count - kept);
        }

        if (kept > CallBatch.MaxCount / 2)
        {
            var full = _calls;
            _calls = new Call[CallBatch.MaxCount];
            _writer!.TryWrite(new CallBatch(full, kept, source, _receivedAt));
        }
        else if (kept > 0)
        {
            // Mostly a proxy sends the dozen calls of its buffer: an array for all of them would be most of the garbage.
            _writer!.TryWrite(new CallBatch(_calls.AsSpan(0, kept).ToArray(), kept, source, _receivedAt));
        }

        _count = 0;
    }
}
