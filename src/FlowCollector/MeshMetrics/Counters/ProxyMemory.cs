using Windsock.Model.Flows;

namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>What is known of one proxy from looks at it. Not thread-safe.</summary>
internal sealed class ProxyMemory(int maxSeries)
{
    private Instant _proxyStartedAt;
    private bool _wasLeft;
    private bool _hasFallen;

    public CounterIncreases Increases { get; private set; } = new(maxSeries);

    /// <summary>When the last look that counts began; missing before the first.</summary>
    public Instant LookedAt { get; private set; }

    /// <summary>Namespace and workload that the pod's own series name; empty until one has grown.</summary>
    public string Workload { get; set; } = "";

    /// <summary>What the next look is to be compared with.</summary>
    /// <param name="proxyStartedAt">Whole seconds, rounded down: a proxy that started then cannot have started earlier.</param>
    /// <param name="agentStartedAt">Since when this agent looks at proxies: what counts from zero since then has been counted by nobody.</param>
    public LookBasis BasisFor(Instant proxyStartedAt, Instant agentStartedAt)
    {
        if (LookedAt.IsMissing)
        {
            return !_wasLeft && proxyStartedAt >= agentStartedAt ? LookBasis.Zero : LookBasis.Baseline;
        }

        // A restart that its values have shown before the view did is over, even if a clock elsewhere puts it later.
        return proxyStartedAt != _proxyStartedAt && proxyStartedAt > LookedAt && !_hasFallen ? LookBasis.Zero : LookBasis.LastLook;
    }

    /// <summary>The look that began then was complete.</summary>
    public void Commit(Instant proxyStartedAt, Instant beganAt)
    {
        _hasFallen = proxyStartedAt == _proxyStartedAt && (_hasFallen || Increases.HasFallen);
        _proxyStartedAt = proxyStartedAt;
        LookedAt = beganAt;
        Increases.Commit();
    }

    /// <summary>Others count from now on, or it cannot be known what was counted: when it is looked at again, it begins anew.</summary>
    public void Leave()
    {
        if (!LookedAt.IsMissing)
        {
            Increases = new CounterIncreases(maxSeries);
        }

        (LookedAt, Workload, _wasLeft, _hasFallen) = (Instant.Missing, "", true, false);
    }
}
