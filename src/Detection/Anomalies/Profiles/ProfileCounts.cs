using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Numbers about what is learned. Written by the thread of the branch, read by any.</summary>
internal sealed class ProfileCounts(int capacity) : IMetricSource
{
    private static readonly ImmutableArray<string> PassedOverReasons = ["incomplete", "unidentified", "failed"];
    private static readonly ImmutableArray<string> ForgottenReasons = ["limit", "unused", "asked"];

    private static readonly MetricFamily ProfilesFamily = new("profiles", MetricKind.Gauge, "Profiles of tasks that are known, first tries and retries apart.", []);
    private static readonly MetricFamily CapacityFamily = new("profiles_capacity", MetricKind.Gauge, "Profiles that can be known (detection.profiles.maxProfiles).", []);
    private static readonly MetricFamily LearnedFamily = new("profile_tries_learned_total", MetricKind.Counter, "Ended tries that a profile has learned from.", []);

    private static readonly MetricFamily PassedOverFamily = new(
        "profile_tries_passed_over_total", MetricKind.Counter, "Ended tries that no profile may learn from: the evidence has a gap, the pod does not say which try it is, or the try failed.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", PassedOverReasons),
    };

    private static readonly MetricFamily ForgottenFamily = new(
        "profiles_forgotten_total", MetricKind.Counter, "Profiles that were forgotten: there were too many, the task did not run for too long, or the configuration asked for it.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", ForgottenReasons),
    };

    private static readonly MetricFamily PeersFamily = new(
        "profile_peers_forgotten_total", MetricKind.Counter, "Peers that were forgotten because a task has more of them than a profile holds; such a peer is new when it comes again.", []);

    private readonly Counter[] _passedOver = [.. PassedOverReasons.Select(_ => new Counter())];
    private readonly Counter[] _forgotten = [.. ForgottenReasons.Select(_ => new Counter())];
    private volatile int _profiles;

    public ImmutableArray<MetricFamily> Families => [ProfilesFamily, CapacityFamily, LearnedFamily, PassedOverFamily, ForgottenFamily, PeersFamily];

    public int Profiles
    {
        get => _profiles;
        set => _profiles = value;
    }

    public Counter Learned { get; } = new();

    public Counter ForgottenPeers { get; } = new();

    public void CountPassedOver(PassedOverBecause reason) => _passedOver[(int)reason].Add();

    public void CountForgotten(ForgottenBecause reason) => _forgotten[(int)reason].Add();

    public void Collect(IMetricCollector collector)
    {
        collector.Add(ProfilesFamily, Profiles);
        collector.Add(CapacityFamily, capacity);
        collector.Add(LearnedFamily, Learned.Value);
        for (var reason = 0; reason < _passedOver.Length; reason++)
        {
            collector.Add(PassedOverFamily, _passedOver[reason].Value, PassedOverReasons[reason]);
        }

        for (var reason = 0; reason < _forgotten.Length; reason++)
        {
            collector.Add(ForgottenFamily, _forgotten[reason].Value, ForgottenReasons[reason]);
        }

        collector.Add(PeersFamily, ForgottenPeers.Value);
    }
}

/// <summary>Why no profile learned from a try.</summary>
internal enum PassedOverBecause : byte { Incomplete, Unidentified, Failed }

/// <summary>Why a profile was forgotten.</summary>
internal enum ForgottenBecause : byte { Limit, Unused, Asked }
