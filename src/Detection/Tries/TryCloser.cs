using System.Globalization;
using Windsock.Detection.Anomalies;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Detection.Tries.Results;
using Windsock.Detection.Tries.Stories;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries;

/// <summary>Decides when a try has ended, how, and why; reports it once, and again only when that has changed.</summary>
internal sealed class TryCloser
{
    private static readonly TryVerdict Running = new(TryResult.Running, ResultSource.None, null);

    private readonly TryOptions _options;
    private readonly TryTable _table;
    private readonly TryCounts _counts;
    private readonly TaskHabits _habits;
    private readonly string _clusterDomain;
    private readonly IReadOnlyList<ITryObserver> _observers;
    private readonly IEndedTryObserver? _asker;
    private readonly ITryInspector? _inspector;

    public TryCloser(
        TryOptions options, TryTable table, TryCounts counts, string clusterDomain, IReadOnlyList<ITryObserver> observers, IEndedTryObserver? asker,
        ITryInspector? inspector)
    {
        _options = options;
        _table = table;
        _counts = counts;
        _clusterDomain = clusterDomain;
        _observers = observers;
        _asker = asker;
        _inspector = inspector;
        _habits = new TaskHabits(options.MaxTries, counts);
    }

    /// <summary>Decides about every try what is due by then.</summary>
    public void Advance(Instant now)
    {
        for (var place = _table.FirstOpen; place is not null;)
        {
            var ledger = place.Value;
            place = place.Next;
            if (IsOver(ledger, now) && !AwaitsAirflow(ledger, now))
            {
                Close(ledger, now);
            }
        }

        Reconsider(now);
        InspectStirred(now);
        while (_table.OldestKept is { } oldest && now.Since(oldest.Life.ClosedAt) >= _options.Keep)
        {
            _counts.Expired.Add();
            _table.Forget(oldest);
        }
    }

    /// <summary>Nothing more will come: closes every try whose pods have ended.</summary>
    public void Finish(Instant now)
    {
        for (var place = _table.FirstOpen; place is not null;)
        {
            var ledger = place.Value;
            place = place.Next;
            if (ledger.AllPodsEnded)
            {
                Close(ledger, now);
            }
        }

        Reconsider(now);
    }

    private bool IsOver(TryLedger ledger, Instant now)
    {
        var isPaused = AirflowStates.IsPause(ledger.AirflowState);
        if (!ledger.AllPodsEnded || isPaused)
        {
            // Pods that are in view say when they end. Of the others only their silence tells; a pause may be long.
            var patience = isPaused ? _options.Keep : _options.IdleEnd;
            return ledger.Pods.All(pod => pod.HasEnded || pod.Reading is null) && now.Since(ledger.Life.TouchedAt) >= patience;
        }

        var knownAt = ledger.Pods.Max(pod => pod.EndKnownAt);
        return now.Since(knownAt) >= _options.Linger;
    }

    private bool AwaitsAirflow(TryLedger ledger, Instant now)
    {
        var life = ledger.Life;
        if (_asker is null)
        {
            return false;
        }

        var verdict = TryVerdict.Of(ledger.Pods, ledger.AirflowState);
        if (life.AirflowDueAt.IsMissing)
        {
            life.AirflowDueAt = now.Add(_asker.AnswersWithin);
            _asker.Ended(StoryWriter.Write(ledger) with { Result = verdict.Result, ResultSource = verdict.Source, EndedAt = ledger.LastSignAt });
        }

        return verdict.Result == TryResult.Unknown && AirflowStates.ResultOf(ledger.AirflowState) is null && !life.AirflowIsSilent && now < life.AirflowDueAt;
    }

    private void Close(TryLedger ledger, Instant now)
    {
        ledger.Life.IsClosed = true;
        ledger.Life.ClosedAt = now;
        _table.Keep(ledger);
        Judge(ledger, now);
        Report(ledger);
    }

    /// <summary>Tries that run and have done something new: what is wrong with them need not wait for their end.</summary>
    private void InspectStirred(Instant now)
    {
        for (var place = _inspector is null ? null : _table.FirstOpen; place is not null; place = place.Next)
        {
            var ledger = place.Value;
            if (ledger.Traffic.IsStirred)
            {
                ledger.Traffic.IsStirred = false;
                _inspector!.Inspect(new TryView(ledger, CaseWriter.Write(ledger, Running, _habits, _clusterDomain), isFinal: false, now));
            }
        }
    }

    /// <summary>Late flows, late outcomes and Airflow's late word about tries that had been closed.</summary>
    private void Reconsider(Instant now)
    {
        for (var place = _table.NewestKept; place is not null; place = place.Previous)
        {
            if (place.Value.Life.IsStale)
            {
                Judge(place.Value, now);
                Report(place.Value);
            }
        }
    }

    private void Judge(TryLedger ledger, Instant now)
    {
        var life = ledger.Life;
        var verdict = TryVerdict.Of(ledger.Pods, ledger.AirflowState);
        var tryCase = CaseWriter.Write(ledger, verdict, _habits, _clusterDomain);
        life.IsStale = false;
        life.Result = verdict.Result;
        life.Source = verdict.Source;
        life.EndedAt = ledger.AllPodsEnded ? ledger.Pods.Max(pod => pod.EndedAt) : ledger.LastSignAt;
        life.Causes = Diagnoser.Diagnose(tryCase);
        if (verdict.Result == TryResult.Succeeded)
        {
            _habits.Learn(ledger.Key, Diagnoser.Troubles(tryCase).Select(trouble => trouble.Habit));
        }

        if (ledger.WasObserved)
        {
            ledger.Traffic.IsStirred = false;
            _inspector?.Inspect(new TryView(ledger, tryCase, isFinal: true, now));
        }
    }

    private void Report(TryLedger ledger)
    {
        var life = ledger.Life;
        var said = (life.Result, string.Join(';', life.Causes.Select(cause => string.Create(CultureInfo.InvariantCulture, $"{cause.Cause} {cause.Peer}:{cause.Port}"))));
        if (life.Reported == said)
        {
            return;
        }

        if (!ledger.WasObserved)
        {
            // After a restart of the agent, pods that failed long ago are still there to be seen. Nothing can be said of them that
            // was not said before.
            _counts.Unobserved.Add(life.Reported is null ? 1 : 0);
            life.Reported = said;
            return;
        }

        (life.Reports == 0 ? _counts.ReportedFirst : _counts.ReportedAgain).Add();
        life.Reported = said;
        var story = StoryWriter.Write(ledger) with { Revision = life.Reports++ };
        foreach (var observer in _observers)
        {
            observer.Observe(story);
        }
    }
}
