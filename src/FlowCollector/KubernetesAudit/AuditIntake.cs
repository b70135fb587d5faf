using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>What one request brings. Nothing of it is counted or handed on before the request has ended; then all of it is, or the sender is
/// told to come again. One thread at a time.</summary>
/// <param name="sender">Who sends it.</param>
/// <param name="source">Of the envelope.</param>
/// <param name="receivedAt">For every event of the request.</param>
public sealed class AuditIntake(AuditSender sender, string source, Instant receivedAt)
{
    private readonly List<(PlatformEvent Event, AuditKey Key)> _events = [];
    private readonly long[] _undecodable = new long[Enum.GetValues<PlatformFailure>().Length];

    public AuditSender Sender { get; } = sender;

    public string Source { get; } = source;

    public Instant ReceivedAt { get; } = receivedAt;

    /// <summary>The body was longer than <c>audit.limits.maxBodyBytes</c>, before or after it was inflated, and ended there for the reader.
    /// The port counts it and says the gap.</summary>
    public bool IsBodyCut { get; internal set; }

    /// <summary>What was added so far, in this order.</summary>
    public IReadOnlyList<(PlatformEvent Event, AuditKey Key)> Events => _events;

    /// <summary>Events of which nothing is wanted, so far.</summary>
    public long Ignored { get; private set; }

    /// <summary>For the answer of the envelope: whatever it keeps between reading and answering; null at first.</summary>
    public object? State { get; set; }

    public long Undecodable(PlatformFailure failure) => _undecodable[(int)failure];

    /// <param name="key">A copy of an event that was taken within the last minutes is dropped and counted; default: never a copy.</param>
    public void Add(PlatformEvent @event, AuditKey key = default) => _events.Add((@event, key));

    /// <summary>Something is missing; see <see cref="PlatformGap"/> for the reasons.</summary>
    public void AddGap(string reason, Instant since) => _events.Add((new PlatformGap(Source, reason, since, ReceivedAt), default));

    public void CountIgnored(long count = 1) => Ignored += count;

    public void CountUndecodable(PlatformFailure failure, long count = 1) => _undecodable[(int)failure] += count;
}
