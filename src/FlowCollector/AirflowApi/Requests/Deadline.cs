namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>Until when an answer is of use.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _span;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <param name="start">Timestamp of <paramref name="time"/> that the span counts from.</param>
    public Deadline(long start, TimeSpan span, TimeProvider time, CancellationToken stop)
    {
        (_start, _span, _time, Stop) = (start, span, time, stop);
        _timer = new CancellationTokenSource(Left, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stop);
    }

    /// <summary>Never negative.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = _span - _time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsOver => Left == TimeSpan.Zero;

    /// <summary>The stop signal alone.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled when the time is over, and by the stop signal.</summary>
    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
