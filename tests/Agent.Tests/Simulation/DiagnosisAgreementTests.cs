using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Detection;
using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The agent's connections, tries and diagnoses against the truth for twenty worlds, each with the word of the mesh's proxies
/// and without, without wire formats and without clocks: when a demonstration is off, this says whether the rules or the machinery are.</summary>
public sealed class DiagnosisAgreementTests(DiagnosisAgreementTests.TwentyWorlds worlds) : IClassFixture<DiagnosisAgreementTests.TwentyWorlds>
{
    private const int Seeds = 20;
    private static readonly TimeSpan Played = TimeSpan.FromSeconds(30);

    public static MatrixTheoryData<int, bool> AllSeeds => new(Enumerable.Range(1, Seeds), [false, true]);

    public static MatrixTheoryData<FailureCause, bool> AllCauses => new(PlayedCauses.All, [false, true]);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Every_connection_is_counted_once_and_with_the_outcome_it_had(int seed, bool hearsProxies) =>
        Assert.All(ConnectionEquations.Of(worlds.Of(seed, hearsProxies).Connections, worlds.Of(seed, hearsProxies).Counted), equation => Assert.True(equation.Holds, equation.ToString()));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Every_try_ends_as_Kubernetes_shows_it(int seed, bool hearsProxies) =>
        Assert.All(TryEquations.Of(worlds.Of(seed, hearsProxies).Tries, worlds.Of(seed, hearsProxies).Counted), equation => Assert.True(equation.Holds, equation.ToString()));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Diagnoses_hold_and_name_the_peer(int seed, bool hearsProxies)
    {
        var report = worlds.Of(seed, hearsProxies).Diagnoses;

        Assert.True(report.Holds, Described(report));
        Assert.True(report.Rows.All(row => row.NamesThePeer), Described(report));
    }

    [Theory]
    [MemberData(nameof(AllCauses))]
    public void Each_cause_is_found_and_none_is_said_that_is_not_so(FailureCause cause, bool hearsProxies)
    {
        var all = new DiagnosisReport([.. Enumerable.Range(1, Seeds).SelectMany(seed => worlds.Of(seed, hearsProxies).Diagnoses.Rows)]);
        var score = all.Scores.Single(one => one.Cause == PublicSpelling.Of(cause));

        Assert.InRange(score.True, Seeds, int.MaxValue);
        Assert.InRange(score.Recall, 0.95, 1);
        Assert.InRange(score.Precision, 0.95, 1);
        Assert.Equal(0, score.SureAndWrong);
    }

    private static string Described(DiagnosisReport report) => string.Join('\n', report.Rows.Where(row => !row.NamesThePeer).Select(row =>
        $"{row.True}: {row.TrueCause} {row.True.Reason?.Peer}:{row.True.Reason?.Port}, told {row.ToldCause} {row.Told?.Cause?.Peer}:{row.Told?.Cause?.Port}: {row.Told?.Cause?.Sentence}"));

    /// <summary>Played once for all tests.</summary>
    public sealed class TwentyWorlds
    {
        private readonly ILookup<int, ToldWorld> _worlds = Enumerable.Range(1, Seeds)
            .SelectMany(seed => new[] { (seed, new ToldWorld(seed, false)), (seed, new ToldWorld(seed, true)) }).ToLookup(one => one.seed, one => one.Item2);

        internal ToldWorld Of(int seed, bool hearsProxies) => _worlds[seed].ElementAt(hearsProxies ? 1 : 0);
    }

    /// <summary>One world, as it was and as detection tells it.</summary>
    internal sealed class ToldWorld : IConnectionObserver, ITryObserver
    {
        private readonly Dictionary<TrueSeries, long> _counted = [];
        private readonly Dictionary<string, TryStory> _stories = new(StringComparer.Ordinal);

        public ToldWorld(int seed, bool hearsProxies)
        {
            var ledger = new TruthLedger(hearsProxies);
            var events = SomeWorld.Played(SomeWorld.Settings(seed), (int)Played.TotalSeconds);
            foreach (var happening in events)
            {
                ledger.Observe(happening);
            }

            var watch = new TaskWatch(new DetectionOptions(), [this], [this]);
            new SimulatedFeed(watch, hearsProxies ? watch : null).Play(events);
            (Connections, Tries) = (ledger.ConnectionTotals(Played, []), ledger.Tries);
            Diagnoses = DiagnosisReport.Of(Tries, _stories.Values.Select(Told));
        }

        public ConnectionTotals Connections { get; }

        public ImmutableArray<TrueTry> Tries { get; }

        public DiagnosisReport Diagnoses { get; }

        /// <summary>As the agent's metrics page would have it.</summary>
        public IReadOnlyDictionary<TrueSeries, long> Counted => _counted;

        public void Observe(Connection connection)
        {
            Count(connection.Client, "egress", connection);
            Count(connection.Server, "ingress", connection);
        }

        public void Observe(TryStory story)
        {
            if (!_stories.TryAdd(story.Id, story))
            {
                _stories[story.Id] = story;
                return;
            }

            Raise("windsock_task_tries_total", story.Try.Task, ("result", PublicSpelling.Of(story.Result)));
            if (story.Result == TryResult.Failed)
            {
                Raise("windsock_task_try_failures_total", story.Try.Task, ("cause", PublicSpelling.Of(story.Causes[0].Cause)));
            }
        }

        private static ToldTry Told(TryStory story) => new(
            story.Id,
            [.. story.Pods.Select(pod => pod.Uid)],
            PublicSpelling.Of(story.Result),
            [.. story.Causes.Select(cause => new ToldCause(PublicSpelling.Of(cause.Cause), cause.Confidence == Confidence.High ? "high" : "lower", cause.Peer, cause.Port, cause.Sentence))]);

        private void Count(SideAttribution side, string direction, Connection connection)
        {
            if (side is { IsTask: true, Decides: true, Owner.Task: { } task })
            {
                Raise("windsock_connections_total", task, ("direction", direction), ("outcome", PublicSpelling.Of(connection.Outcome)));
                Raise("windsock_peer_connections_total", task, ("peer", direction));
            }
        }

        private void Raise(string family, TaskKey task, params (string, string)[] labels)
        {
            var series = TrueSeries.Of(family, [("namespace", task.Namespace), ("dag_id", task.DagId), ("task_id", task.TaskId), .. labels]);
            _counted[series] = _counted.GetValueOrDefault(series) + 1;
        }
    }
}
