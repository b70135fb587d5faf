using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Accounting;

/// <summary>The books of one source of the platform: <c>received = decoded + undecodable + duplicates + ignored</c>. Of all sources together,
/// <c>decoded = attributed + abandoned + still waiting</c>. Any thread.</summary>
public sealed class PlatformLedger(string source)
{
    private readonly Counter _decoded = new();
    private readonly Counter _duplicates = new();
    private readonly Counter _ignored = new();
    private readonly Counter _refusals = new();
    private readonly Counter _failures = new();
    private readonly Counter[] _undecodable = [.. Enum.GetValues<PlatformFailure>().Select(_ => new Counter())];
    private volatile bool _isUp;

    public string Source { get; } = source;

    public long Received => Decoded + Undecodable + Duplicates + Ignored;

    public long Decoded => _decoded.Value;

    public long Undecodable => _undecodable.Sum(counter => counter.Value);

    /// <summary>Came before, and dropped on purpose.</summary>
    public long Duplicates => _duplicates.Value;

    /// <summary>Not wanted, and dropped on purpose.</summary>
    public long Ignored => _ignored.Value;

    /// <summary>Requests that were refused because the queue was full; their senders send them again.</summary>
    public long Refusals => _refusals.Value;

    /// <summary>Times the source failed and was started again.</summary>
    public long Failures => _failures.Value;

    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    public long UndecodableBecause(PlatformFailure failure) => _undecodable[(int)failure].Value;

    public void CountDecoded(long count) => _decoded.Add(count);

    public void CountUndecodable(PlatformFailure failure, long count) => _undecodable[(int)failure].Add(count);

    public void CountDuplicates(long count) => _duplicates.Add(count);

    public void CountIgnored(long count) => _ignored.Add(count);

    public void CountRefusal() => _refusals.Add();

    public void CountFailure() => _failures.Add();
}
