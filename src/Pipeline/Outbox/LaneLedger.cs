using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Outbox;

/// <summary>The books of one sink: <c>accepted + restored = ended{outcome} + dropped{reason} + kept + waiting</c>, exact whenever the
/// outbox stands still.</summary>
internal sealed class LaneLedger(string sink)
{
    /// <summary>For messages found on disk whose sink is not there any more.</summary>
    public const string Other = "_other";

    private readonly ImmutableArray<Counter> _ended = Counters<AckOutcome>();
    private readonly ImmutableArray<Counter> _refused = Counters<RefusedReason>();
    private readonly ImmutableArray<Counter> _dropped = Counters<DroppedReason>();

    public string Sink { get; } = sink;

    /// <summary>Durable, or in memory while the disk will not.</summary>
    public Counter Accepted { get; } = new();

    /// <summary>Found on disk at the start.</summary>
    public Counter Restored { get; } = new();

    /// <summary>Left on disk for the next start.</summary>
    public Counter Kept { get; } = new();

    public Counter Waiting { get; } = new();

    public Counter Ended(AckOutcome outcome) => _ended[(int)outcome - 1];

    public Counter Refused(RefusedReason reason) => _refused[(int)reason];

    public Counter Dropped(DroppedReason reason) => _dropped[(int)reason];

    /// <summary>What came in less what came out: 0 when the books agree.</summary>
    public long Difference => Accepted.Value + Restored.Value
        - Ended(AckOutcome.Delivered).Value - Ended(AckOutcome.Rejected).Value - Ended(AckOutcome.TooOld).Value
        - _dropped.Sum(reason => reason.Value) - Kept.Value - Waiting.Value;

    private static ImmutableArray<Counter> Counters<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(_ => new Counter())];
}
