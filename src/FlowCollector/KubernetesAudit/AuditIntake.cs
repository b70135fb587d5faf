using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>What one request brings. Up to 512 events nothing of it is counted or handed on before the request has ended; then all of it is, or
/// the sender is told to come again. More events are handed on in parts, so that a request holds no more than one of them; copies are
/// known when the sender has to come again in between. One thread at a time.</summary>
public sealed class AuditIntake
{
    private readonly AuditDelivery? _delivery;
    private readonly List<(PlatformEvent Event, AuditKey Key)> _events = [];
    private readonly long[] _undecodable = new long[Enum.GetValues<PlatformFailure>().Length];
    private readonly long[] _ignored = new long[Enum.GetValues<IgnoredReason>().Length];

    /// <summary>Of a request that goes nowhere: keeps what is added.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="source">Of the envelope.</param>
    /// <param name="receivedAt">For every event of the request.</param>
    public AuditIntake(AuditSender sender, string source, Instant receivedAt)
        : this(sender, source, receivedAt, null)
    {
    }

    internal AuditIntake(AuditSender sender, string source, Instant receivedAt, AuditDelivery? delivery)
    {
        _delivery = delivery;
        Sender = sender;
        Source = source;
        ReceivedAt = receivedAt;
    }

    public AuditSender Sender { get; }

    public string Source { get; }

    public Instant ReceivedAt { get; }

    /// <summary>The body was longer than <c>audit.limits.maxBodyBytes</c>, before or after it was inflated, and ended there for the reader.
    /// The port counts it and says the gap.</summary>
    public bool IsBodyCut { get; internal set; }

    /// <summary>The queue is full: the request will be refused, and nothing more of it is kept. A reader may stop.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>What was added and is not handed on yet, in this order.</summary>
    public IReadOnlyList<(PlatformEvent Event, AuditKey Key)> Events => _events;

    /// <summary>Events of which nothing is wanted, so far.</summary>
    public long Ignored => _ignored.Sum();

    public long Undecodable(PlatformFailure failure) => _undecodable[(int)failure];

    /// <param name="key">A copy of an event that was taken within the last minutes is dropped and counted; default: never a copy.</param>
    public void Add(PlatformEvent @event, AuditKey key = default)
    {
        if (IsRefused)
        {
            return;
        }

        _events.Add((@event, key));
        if (_events.Count == PlatformBatch.MaxCount && _delivery is not null)
        {
            HandOn();
        }
    }

    /// <summary>Something is missing; see <see cref="PlatformGap"/> for the reasons. Said once in a request for each reason.</summary>
    public void AddGap(string reason, Instant since)
    {
        if (!_events.Any(added => added.Event is PlatformGap gap && gap.Reason == reason))
        {
            Add(new PlatformGap(Source, reason, since, ReceivedAt));
        }
    }

    public void CountIgnored(long count = 1) => _ignored[(int)IgnoredReason.Other] += count;

    public void CountUndecodable(PlatformFailure failure, long count = 1) => _undecodable[(int)failure] += count;

    /// <summary>Events that were kept in part, so far.</summary>
    internal long CutEvents { get; private set; }

    internal void CountCutEvent() => CutEvents++;

    /// <summary>A body of items has ended. One that broke off, was something else or had no items in it is one malformed event; where the limit
    /// has cut it, that is told instead.</summary>
    internal void CountEnd(StreamStep end, bool hasItems) =>
        CountUndecodable(PlatformFailure.Malformed, IsBodyCut || (end == StreamStep.End && hasItems) ? 0 : 1);

    internal void CountIgnored(IgnoredReason reason) => _ignored[(int)reason]++;

    internal long IgnoredBecause(IgnoredReason reason) => _ignored[(int)reason];

    /// <summary>Hands on what is there; <see cref="IsRefused"/> afterwards says whether it was taken.</summary>
    internal void HandOn()
    {
        IsRefused = IsRefused || !_delivery!.TryTake(this);
        _events.Clear();
    }
}
