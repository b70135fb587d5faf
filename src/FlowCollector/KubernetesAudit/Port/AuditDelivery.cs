using System.Collections.Immutable;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Hands on what requests bring, without what came before. Any thread, many requests at a time.</summary>
internal sealed class AuditDelivery(AuditLimitsOptions limits)
{
    private readonly Turnstile _turnstile = new();
    private readonly SeenEvents _seen = new(limits.RememberedEvents, limits.RememberedFor);
    private readonly HashSet<AuditKey> _fresh = [];
    private volatile PlatformWriter? _writer;

    /// <summary>Null until the source runs: then nothing can be taken.</summary>
    public PlatformWriter? Writer
    {
        get => _writer;
        set => _writer = value;
    }

    /// <summary>Events that are remembered.</summary>
    public int Remembered => _seen.Count;

    /// <summary>All that is in the intake now, or nothing.</summary>
    /// <returns>False: the queue is full, or the agent stops. Nothing is remembered of it.</returns>
    public bool TryTake(AuditIntake intake)
    {
        if (_writer is not { } writer)
        {
            return false;
        }

        var kept = ImmutableArray.CreateBuilder<PlatformEvent>(intake.Events.Count);
        using (_turnstile.Enter())
        {
            // One at a time: a copy on another connection must wait until it is known whether the first was taken.
            _fresh.Clear();
            _seen.Forget(intake.ReceivedAt);
            foreach (var (@event, key) in intake.Events)
            {
                if (key == default || (!_seen.Contains(key) && _fresh.Add(key)))
                {
                    kept.Add(@event);
                }
            }

            if (!TryWrite(writer, kept, intake))
            {
                return false;
            }

            foreach (var key in _fresh)
            {
                _seen.Add(key);
            }
        }

        writer.CountDuplicates(intake.Events.Count - kept.Count);
        return true;
    }

    /// <summary>Counts what the request brought beside its events. After all of them were taken.</summary>
    public void CountRest(AuditIntake intake)
    {
        if (_writer is not { } writer)
        {
            return;
        }

        writer.CountIgnored(intake.Ignored);
        foreach (var failure in Enum.GetValues<PlatformFailure>())
        {
            if (intake.Undecodable(failure) is > 0 and var count)
            {
                writer.CountUndecodable(failure, count);
            }
        }
    }

    private static bool TryWrite(PlatformWriter writer, ImmutableArray<PlatformEvent>.Builder kept, AuditIntake intake) =>
        writer.TryWrite(new PlatformBatch(kept.ToImmutable(), intake.Source, intake.ReceivedAt));
}
