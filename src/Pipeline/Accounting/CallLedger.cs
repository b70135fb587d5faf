using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Accounting;

/// <summary>The books of one source of calls: <c>received = decoded + undecodable + duplicates</c>. Of all sources together,
/// <c>decoded = attributed + dropped</c>, see <see cref="CallMetrics"/>. Any thread.</summary>
public sealed class CallLedger(string source)
{
    private readonly Counter _decoded = new();
    private readonly Counter _duplicates = new();
    private readonly Counter _failures = new();
    private readonly Counter[] _undecodable = [.. Enum.GetValues<CallFailure>().Select(_ => new Counter())];
    private readonly Counter[] _dropped = [.. Enum.GetValues<CallDrop>().Select(_ => new Counter())];
    private volatile bool _isUp;

    public string Source { get; } = source;

    public long Received => Decoded + Undecodable + Duplicates;

    public long Decoded => _decoded.Value;

    public long Undecodable => _undecodable.Sum(counter => counter.Value);

    /// <summary>Came before by another way and dropped on purpose.</summary>
    public long Duplicates => _duplicates.Value;

    /// <summary>Decoded, and refused by the queue.</summary>
    public long Dropped => _dropped.Sum(counter => counter.Value);

    /// <summary>Times the source failed and was started again.</summary>
    public long Failures => _failures.Value;

    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    public long UndecodableBecause(CallFailure failure) => _undecodable[(int)failure].Value;

    public long DroppedBecause(CallDrop reason) => _dropped[(int)reason].Value;

    public void CountDecoded(long count) => _decoded.Add(count);

    public void CountUndecodable(CallFailure failure, long count) => _undecodable[(int)failure].Add(count);

    public void CountDuplicates(long count) => _duplicates.Add(count);

    public void CountDropped(CallDrop reason, long count) => _dropped[(int)reason].Add(count);

    public void CountFailure() => _failures.Add();
}
