using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Anomalies.Traffic;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Detection.Tries.Stories;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies;

/// <summary>One look at one try, as far as it is known by then. Only for the time of the look: the ledger behind it goes on.</summary>
internal sealed class TryView(TryLedger ledger, TryCase tryCase, bool isFinal, Instant now)
{
    private ImmutableArray<Suspicion>? _troubles;
    private TryStory? _story;

    public string Id => ledger.Id;

    public TaskTry Try => ledger.Try;

    public TryCase Case => tryCase;

    /// <summary>The try has ended, as far as anybody knows.</summary>
    public bool IsFinal => isFinal;

    public Instant Now => now;

    public TryEvidence Evidence => tryCase.Evidence;

    public ImmutableArray<string> Owners => ledger.Owners;

    public ImmutableArray<string> Tags => ledger.Tags;

    public Instant StartedAt => ledger.StartedAt;

    public Instant LastSignAt => ledger.LastSignAt;

    public IReadOnlyCollection<PeerLedger> Peers => ledger.Peers;

    public IReadOnlyList<PodRecord> Pods => ledger.Pods;

    public TrafficLedger Traffic => ledger.Traffic;

    /// <summary>What went wrong and stayed wrong; a try that runs may yet get over it.</summary>
    public ImmutableArray<Suspicion> Troubles => _troubles ??= [.. Diagnoser.Troubles(tryCase)];

    /// <summary>What the try is thought to have failed by, if it failed; empty while it runs.</summary>
    public ImmutableArray<Model.Tries.Diagnosis> Causes => isFinal ? ledger.Life.Causes : [];

    /// <summary>The same as people are shown it.</summary>
    public TryStory Story => _story ??= StoryWriter.Write(ledger);

    /// <summary>What tries of its kind usually do; null while too few are known to say.</summary>
    public TaskProfile? Profile { get; init; }

    /// <summary>Whom other tasks of its DAG talk to.</summary>
    public Func<string, bool> IsKnownToDag { get; init; } = static _ => false;

    public TryView With(TaskProfile? profile, Func<string, bool> isKnownToDag) =>
        new(ledger, tryCase, isFinal, now) { Profile = profile, IsKnownToDag = isKnownToDag, _troubles = _troubles };
}
