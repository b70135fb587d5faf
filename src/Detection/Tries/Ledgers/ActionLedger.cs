using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>What a try asked of the platform and did not get, and what it waited for there in vain. Bounded: the kinds of failures that are
/// longest ago go first.</summary>
internal sealed class ActionLedger
{
    private const int Max = 16;

    private readonly List<FailedAction> _failures = [];
    private readonly List<PlatformMoment> _troubles = [];

    /// <summary>By what was asked; a later success of the same takes one out.</summary>
    public IReadOnlyList<FailedAction> Failures => _failures;

    /// <summary>Locks that were not got, resources that did not become ready: one of each.</summary>
    public IReadOnlyList<PlatformMoment> Troubles => _troubles;

    public void Observe(PlatformAction action, Instant at)
    {
        var index = _failures.FindIndex(known => known.IsLike(action));
        if (action.Outcome is ActionOutcome.Succeeded or ActionOutcome.Unknown)
        {
            // Events come in any order: what failed after it stays failed.
            if (index >= 0 && _failures[index].Last < at && action.Outcome == ActionOutcome.Succeeded)
            {
                _failures.RemoveAt(index);
            }

            return;
        }

        if (index >= 0)
        {
            _failures[index] = _failures[index].With(action, at);
            return;
        }

        if (_failures.Count == Max)
        {
            _failures.Remove(_failures.MinBy(failure => failure.Last)!);
        }

        _failures.Add(new FailedAction(action, at, at, 1));
    }

    public void Observe(PlatformMoment moment)
    {
        _troubles.RemoveAll(known => IsSame(known, moment));
        if (moment is StateLockWaited { WasTaken: true } or ResourceBecameReady)
        {
            return;
        }

        if (_troubles.Count == Max)
        {
            _troubles.RemoveAt(0);
        }

        _troubles.Add(moment);
    }

    public void Absorb(ActionLedger other)
    {
        foreach (var failure in other._failures)
        {
            Observe(failure.Latest, failure.Last);
        }

        other._troubles.ForEach(Observe);
    }

    private static bool IsSame(PlatformMoment left, PlatformMoment right) => (left, right) switch
    {
        (StateLockWaited a, StateLockWaited b) => a.Namespace == b.Namespace && a.Workspace == b.Workspace,
        (ResourceTroubled a, ResourceTroubled b) => a.Name == b.Name && a.Condition == b.Condition,
        (ResourceTroubled a, ResourceBecameReady b) => a.Name == b.Name || a.Chain.StartsWith(b.Name.ToString(), StringComparison.Ordinal),
        _ => false,
    };
}
