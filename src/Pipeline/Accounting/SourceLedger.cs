using System.Collections.Concurrent;
using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Model.Sources;

namespace Windsock.Pipeline.Accounting;

/// <summary>The books of one source: <c>offered = received + lost</c> and <c>received = decoded + undecodable + duplicates</c>.</summary>
public sealed class SourceLedger
{
    /// <summary>Nodes behind a relay that are shown one by one; more are not kept.</summary>
    private const int MaxNodes = 5_000;

    /// <summary>Of a failure; a server may say what it likes.</summary>
    private const int MaxWords = 500;

    private readonly Counter _decoded = new();
    private readonly Counter _duplicates = new();
    private readonly Counter _gaps = new();
    private readonly Counter _failures = new();
    private readonly Counter _decodingTicks = new();
    private readonly Counter[] _undecodable = [.. Enum.GetValues<DecodeFailure>().Select(_ => new Counter())];
    private readonly Counter[] _lost = [.. Enum.GetValues<LossReason>().Select(_ => new Counter())];
    private readonly ConcurrentDictionary<string, bool> _nodes = new(StringComparer.Ordinal);
    private volatile bool _isUp;
    private volatile string _lastFailure = "";

    public SourceLedger(string source) => Source = source;

    public string Source { get; }

    public long Received => Decoded + Undecodable + Duplicates;

    public long Decoded => _decoded.Value;

    public long Undecodable => _undecodable.Sum(counter => counter.Value);

    /// <summary>Received again after a reconnect and dropped on purpose.</summary>
    public long Duplicates => _duplicates.Value;

    public long Lost => _lost.Sum(counter => counter.Value);

    /// <summary>Reconnects after which continuity could not be shown.</summary>
    public long Gaps => _gaps.Value;

    /// <summary>Times the source failed and was started again.</summary>
    public long Failures => _failures.Value;

    /// <summary>What it failed with last; empty when it never did.</summary>
    public string LastFailure => _lastFailure;

    /// <summary>Time spent on decoding.</summary>
    public TimeSpan Decoding => TimeSpan.FromTicks(_decodingTicks.Value);

    /// <summary>Decoded over offered, 0 to 1; 1 when nothing was offered. Duplicates are not offered twice.</summary>
    public double Completeness
    {
        get
        {
            var decoded = Decoded;
            var offered = decoded + Undecodable + Lost;
            return offered == 0 ? 1 : (double)decoded / offered;
        }
    }

    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    /// <summary>Nodes behind a relay and whether each one reports.</summary>
    public ImmutableArray<KeyValuePair<string, bool>> Nodes => [.. _nodes.OrderBy(node => node.Key, StringComparer.Ordinal)];

    public long UndecodableBecause(DecodeFailure failure) => _undecodable[(int)failure].Value;

    public long LostBecause(LossReason reason) => _lost[(int)reason].Value;

    public void CountDecoded(long count) => _decoded.Add(count);

    public void CountUndecodable(DecodeFailure failure, long count) => _undecodable[(int)failure].Add(count);

    public void CountDuplicates(long count) => _duplicates.Add(count);

    public void CountLost(LossReason reason, ulong count)
    {
        // A hostile number must not wrap the counter.
        var bounded = (long)Math.Min(count, long.MaxValue / 4);
        _lost[Enum.IsDefined(reason) ? (int)reason : (int)LossReason.Unknown].Add(bounded);
    }

    public void AddDecoding(TimeSpan span) => _decodingTicks.Add(span.Ticks);

    public void CountGap() => _gaps.Add();

    /// <param name="words">What it failed with, for people.</param>
    public void CountFailure(string words = "")
    {
        _failures.Add();
        _lastFailure = words.Length > MaxWords ? words[..MaxWords] : words;
    }

    public void SetNode(string name, bool isReporting)
    {
        if (_nodes.Count < MaxNodes || _nodes.ContainsKey(name))
        {
            _nodes[name] = isReporting;
        }
    }
}
