using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>Which cells of a task's block an action or a moment of the platform raises.</summary>
internal sealed class PlatformCells
{
    private const int Histograms = 3;
    private const int ActionsAt = 0;

    private static readonly int Systems = PlatformLabels.Systems.Length;
    private static readonly int Outcomes = PlatformLabels.Outcomes.Length;
    private static readonly int FailuresAt = ActionsAt + (Systems * Outcomes);
    private static readonly int TroublesAt = FailuresAt + Systems;
    private static readonly int CloudCallsAt = TroublesAt + 1;

    private readonly CounterCells _actions;
    private readonly CounterCells[] _failures;
    private readonly TimeCells _lockWait;
    private readonly TimeCells _lockHeld;
    private readonly TimeCells _ready;
    private readonly CounterCells _troubles;
    private readonly CounterCells _cloudCalls;

    /// <param name="families">In the order of <see cref="PlatformFamilies.All"/>.</param>
    public PlatformCells(SeriesTable table, SeriesFamily[] families)
    {
        _actions = new CounterCells(table, families[0], ActionsAt, Systems * Outcomes, PlatformLabels.Verbs.Length, ActionLabels);
        _failures = [.. PlatformLabels.Systems.Select((system, index) => new CounterCells(
            table, families[1], FailuresAt + index, 1, PlatformLabels.FailureCauses.Length, (_, cell) => LabelSuffix.Of(("system", system), ("cause", PlatformLabels.FailureCauses[cell]))))];
        _lockWait = new TimeCells(table, families[2], 0, Histograms);
        _lockHeld = new TimeCells(table, families[3], 1, Histograms);
        _ready = new TimeCells(table, families[4], 2, Histograms);
        _troubles = new CounterCells(table, families[5], TroublesAt, 1, PlatformLabels.TroubleCauses.Length, (_, cell) => LabelSuffix.Of(("cause", PlatformLabels.TroubleCauses[cell])));
        _cloudCalls = new CounterCells(table, families[6], CloudCallsAt, Systems * PlatformLabels.HostKinds.Length, Outcomes, CloudCallLabels);
    }

    /// <summary>Chunks of cells in a task's block.</summary>
    public static int Chunks => CloudCallsAt + (Systems * PlatformLabels.HostKinds.Length);

    /// <summary>A task's first request to a system: its failures there are at zero before the first of them.</summary>
    public void CountAction(PlatformAction action, in PlatformSighting sighting)
    {
        var (system, outcome) = (PlatformLabels.IndexOf(action.System), PlatformLabels.IndexOf(action.Outcome));
        if (sighting.Task.Cell(FailuresAt + system, 0) is null)
        {
            _failures[system].CreateAll(sighting.Task);
        }

        if (action.System == PlatformSystem.Crossplane)
        {
            ExpectTroubles(sighting.Task);
        }

        _actions.Count((system * Outcomes) + outcome, PlatformLabels.IndexOfVerb(action.Verb), sighting);
        if (PlatformLabels.IndexOfFailure(action.Outcome) is >= 0 and var cause)
        {
            _failures[system].Count(0, cause, sighting);
        }
    }

    public void CountMoment(PlatformMoment moment, in PlatformSighting sighting)
    {
        switch (moment)
        {
            case ResourceBecameReady ready:
                ExpectTroubles(sighting.Task);
                _ready.Observe(ready.Took, sighting);
                break;
            case ResourceTroubled troubled:
                ExpectTroubles(sighting.Task);
                _troubles.Count(0, PlatformLabels.IndexOfTrouble(troubled.Cause), sighting);
                break;
            case StateLockWaited waited:
                _lockWait.Observe(waited.Waited, sighting);
                break;
            case StateLockReleased released:
                _lockHeld.Observe(released.Held, sighting);
                break;
            case CloudCalled called:
                _cloudCalls.Count(
                    (PlatformLabels.IndexOf(called.Host.System) * PlatformLabels.HostKinds.Length) + PlatformLabels.IndexOf(called.Host.Kind),
                    PlatformLabels.IndexOf(called.Outcome),
                    sighting);
                break;
        }
    }

    private void ExpectTroubles(TaskBlock task)
    {
        if (task.Cell(TroublesAt, 0) is null)
        {
            _troubles.CreateAll(task);
        }
    }

    private static byte[] ActionLabels(int chunk, int cell) => LabelSuffix.Of(
        ("system", PlatformLabels.Systems[chunk / Outcomes]),
        ("verb", PlatformLabels.Verbs[cell]),
        ("outcome", PlatformLabels.Outcomes[chunk % Outcomes]));

    private static byte[] CloudCallLabels(int chunk, int cell) => LabelSuffix.Of(
        ("system", PlatformLabels.Systems[chunk / PlatformLabels.HostKinds.Length]),
        ("kind", PlatformLabels.HostKinds[chunk % PlatformLabels.HostKinds.Length]),
        ("outcome", PlatformLabels.Outcomes[cell]));
}
