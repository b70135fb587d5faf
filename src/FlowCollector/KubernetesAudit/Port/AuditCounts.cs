using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>What came to the port, beside the books of its events. Any thread.</summary>
internal sealed class AuditCounts
{
    private readonly Counter[] _requests = [.. Enum.GetValues<RequestOutcome>().Select(_ => new Counter())];
    private readonly Counter[] _ignored = [.. Enum.GetValues<IgnoredReason>().Select(_ => new Counter())];
    private long _running;

    /// <summary>Of bodies, as they came.</summary>
    public Counter Bytes { get; } = new();

    /// <summary>Senders that showed nothing.</summary>
    public Counter ShowedNothing { get; } = new();

    /// <summary>Senders that showed something wrong.</summary>
    public Counter ShowedWrong { get; } = new();

    public Counter CutBodies { get; } = new();

    /// <summary>Events that were kept in part.</summary>
    public Counter CutEvents { get; } = new();

    /// <summary>Connections that could not be made because a certificate file cannot be used.</summary>
    public Counter UnusableCertificates { get; } = new();

    /// <summary>Requests under way.</summary>
    public long Running => Volatile.Read(ref _running);

    /// <summary>One more request is under way; false: there are too many, and it is not.</summary>
    public bool TryBegin(int limit)
    {
        if (Interlocked.Increment(ref _running) <= limit)
        {
            return true;
        }

        End();
        return false;
    }

    public void End() => Interlocked.Decrement(ref _running);

    public Counter Requests(RequestOutcome outcome) => _requests[(int)outcome];

    public Counter Ignored(IgnoredReason reason) => _ignored[(int)reason];

    public void Count(AuditIntake intake)
    {
        CutEvents.Add(intake.CutEvents);
        CutBodies.Add(intake.IsBodyCut ? 1 : 0);
        foreach (var reason in Enum.GetValues<IgnoredReason>())
        {
            Ignored(reason).Add(intake.IgnoredBecause(reason));
        }
    }
}
