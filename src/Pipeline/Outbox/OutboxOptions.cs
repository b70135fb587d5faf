using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Pipeline.Outbox;

/// <summary>How much an outbox holds, and for how long.</summary>
public sealed class OutboxOptions
{
    /// <summary>Bytes on disk, and in memory for what waits. Default 64 MiB, range 1 MiB to 4 GiB. Three quarters may be messages that
    /// wait; the rest is room for what is acknowledged and not yet reclaimed. One message may take an eighth.</summary>
    [Description("Bytes that messages not delivered yet may take, on disk and in memory; past it the oldest resolved ones go first, then the oldest, counted in outbox_dropped_total.")]
    [Range(1L << 20, 4L << 30)]
    public long MaxBytes { get; set; } = 64L << 20;

    /// <summary>Messages that wait. Default 10,000, range 10 to 1,000,000.</summary>
    [Description("Messages that may wait; past it the oldest resolved ones go first, then the oldest.")]
    [Range(10, 1_000_000)]
    public int MaxMessages { get; set; } = 10_000;

    /// <summary>What could not be delivered for so long is a dead letter. Default 24 h, range 1 min to 7 d.</summary>
    [Description("How long delivery of a message is tried; then it is written to dead-letters.jsonl with the reason too_old.")]
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Of dead-letters.jsonl; then it becomes dead-letters.jsonl.1, and what was that is gone. Default 8 MiB, range 64 KiB to 1 GiB.</summary>
    [Description("Size of dead-letters.jsonl at which it is set aside as dead-letters.jsonl.1 (of which there is one).")]
    [Range(64 << 10, 1 << 30)]
    public int MaxDeadLetterBytes { get; set; } = 8 << 20;

    /// <summary>For one attempt to deliver. Default 30 s, range 1 s to 5 min.</summary>
    [Description("How long one attempt to deliver may take.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row after which a sink is left alone for a while. Default 5, range 1 to 1,000.</summary>
    [Description("Failed attempts in a row after which a sink is left alone, then probed with one message at a time.")]
    [Range(1, 1_000)]
    public int CircuitFailures { get; set; } = 5;

    /// <summary>How long the end of the agent waits for deliveries when what is left stays on disk. Default 5 s, range 0 to 5 min;
    /// less than the shutdown budget.</summary>
    [Description("How long deliveries go on when the agent stops; what is left is delivered after the next start. Without a state directory: as long as node.shutdownBudget allows.")]
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    internal long MaxLiveBytes => MaxBytes / 4 * 3;

    internal int MaxMessageBytes => (int)Math.Min(MaxBytes / 8, 64 << 20);
}
