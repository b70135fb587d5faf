namespace Windsock.Pipeline.Sinks;

/// <summary>What became of one attempt to deliver.</summary>
/// <param name="Why">One line for the log; empty when it was delivered and the receiver has nothing to say.</param>
/// <param name="RetryAfter">How long the receiver asked to wait; null when it did not.</param>
public readonly record struct Delivery(DeliveryOutcome Outcome, string Why = "", TimeSpan? RetryAfter = null)
{
    public static Delivery Delivered { get; } = new(DeliveryOutcome.Delivered);

    public static Delivery Retryable(string why, TimeSpan? retryAfter = null) => new(DeliveryOutcome.Retryable, why, retryAfter);

    public static Delivery Rejected(string why) => new(DeliveryOutcome.Rejected, why);
}

/// <summary>How an attempt ended.</summary>
public enum DeliveryOutcome : byte
{
    Delivered,

    /// <summary>The same may succeed later.</summary>
    Retryable,

    /// <summary>The same would fail again.</summary>
    Rejected,
}
