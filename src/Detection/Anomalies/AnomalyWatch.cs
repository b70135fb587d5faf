using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies;

/// <summary>Shows what is seen to the rules, tells their findings once each, and lets profiles learn from what was in order. One thread
/// at a time, that of the branch; the time is an argument.</summary>
internal sealed class AnomalyWatch : ITryInspector, IMeshObserver
{
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromHours(1);

    private readonly AnomalyRules _rules;
    private readonly ProfileBook _profiles;
    private readonly ProfileCounts _counts;
    private readonly IReadOnlyList<IFindingObserver> _observers;
    private readonly Action<IdentitySighting>? _sightings;
    private readonly ToldFindings _told = new();
    private readonly SeenIdentities _identities = new();
    private readonly List<Finding> _findings = [];
    private readonly List<AllClear> _clears = [];
    private Instant _expiredAt;

    /// <param name="sightings">Told of pods that show who they are, when that is new.</param>
    public AnomalyWatch(DetectionOptions options, DetectionSurroundings around, Action<IdentitySighting>? sightings = null)
    {
        _sightings = sightings;
        _rules = AnomalyRules.Of(options, around);
        _observers = around.Alerts is { } alerts ? [.. around.Findings, alerts] : around.Findings;
        _counts = new ProfileCounts(options.Profiles.MaxProfiles);
        _profiles = new ProfileBook(options.Profiles, around.Store, around.Node, _counts);
    }

    public ImmutableArray<MetricFamily> Families => [.. _counts.Families, .. _rules.Guardrails.Families];

    public void Collect(IMetricCollector collector)
    {
        _counts.Collect(collector);
        _rules.Guardrails.Collect(collector);
    }

    /// <summary>Flows of a source came in.</summary>
    public void ObserveSight(string source, int flows) => _rules.Sight?.Observe(source, flows);

    /// <summary>A flow shows who a pod is.</summary>
    public void Observe(in SideAttribution side, Endpoint endpoint, Instant at)
    {
        if (side is not { Decides: true, Class: AttributionClass.Exact, Owner: { } owner } || !(owner.ClaimsAirflow || side.IsTask) || !_identities.IsNew(owner, endpoint))
        {
            return;
        }

        Inspect(new IdentitySighting(owner, endpoint, at));
    }

    public void Observe(TaskFact fact)
    {
        _rules.Sight?.Observe(fact);
        if (fact is TaskPodSeen seen)
        {
            Inspect(new IdentitySighting(seen.Owner, null, seen.At));
        }
    }

    public void Observe(MeshObservation observation)
    {
        foreach (var rule in _rules.Mesh)
        {
            rule.Inspect(observation, _findings);
        }

        Tell();
    }

    public void Inspect(TryView view)
    {
        var key = ProfileKey.Of(view.Try, view.Pods);
        var known = view.With(_profiles.Find(key), peer => _profiles.IsKnownToDag(key, peer));
        var isUsual = true;
        foreach (var rule in _rules.Tries)
        {
            var before = _findings.Count;
            rule.Inspect(known, _findings);
            if (_findings.Count > before)
            {
                isUsual &= !AnomalyRules.AboutNumbers.Contains(rule.Rule);
            }
            else if (view.IsFinal && view.Evidence.IsComplete && !AnomalyRules.AboutFirstTimes.Contains(rule.Rule))
            {
                _clears.Add(new AllClear(rule.Rule, FindingSubject.Of(view.Try.Task), null, view.Now));
            }
        }

        _findings.RemoveAll(finding => !_told.Add(finding));
        Tell();
        if (view.IsFinal)
        {
            _profiles.Learn(known, key, isUsual);
        }
    }

    public void Advance(Instant now)
    {
        _rules.Sight?.Advance(now, _findings, _clears);
        foreach (var rule in _rules.Identities)
        {
            rule.Advance(now, _clears);
        }

        Tell();
        _rules.Guardrails.Advance(now);
        _profiles.Advance(now);
        if (_expiredAt.IsMissing || now.Since(_expiredAt) >= ExpireEvery)
        {
            _expiredAt = now;
            _profiles.Expire(now);
        }
    }

    /// <summary>Nothing more will come: what was learned is written down.</summary>
    public void Finish(Instant now)
    {
        _profiles.Finish();
        _rules.Guardrails.Save(now);
    }

    /// <inheritdoc cref="ProfileBook.LookAround"/>
    public void LookAround() => _profiles.LookAround();

    private void Inspect(IdentitySighting sighting)
    {
        foreach (var rule in _rules.Identities)
        {
            rule.Inspect(sighting, _findings);
        }

        Tell();
        _sightings?.Invoke(sighting);
    }

    private void Tell()
    {
        foreach (var observer in _observers)
        {
            foreach (var finding in _findings)
            {
                observer.Observe(FindingText.Fit(finding));
            }

            foreach (var clear in _clears)
            {
                observer.Observe(clear);
            }
        }

        _findings.Clear();
        _clears.Clear();
    }
}
