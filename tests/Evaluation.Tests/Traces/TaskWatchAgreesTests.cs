using Windsock.Detection;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Tests.Traces;

/// <summary>The truth that the simulator wrote before it encoded anything, against what the agent makes of the events.</summary>
public class TaskWatchAgreesTests
{
    [Fact]
    public void A_story_has_the_connections_that_the_try_really_made_by_outcome()
    {
        var tries = new List<TryRun>();
        var trace = new ClusterTrace(new TraceOptions(21, 2, 20), tries.Add);
        var watching = new Watching();
        trace.Play(watching);

        Assert.Equal(tries.Count, watching.Stories.Count);
        foreach (var attempt in tries)
        {
            var story = watching.Stories[attempt.Owner.Try!];
            Assert.Equal(attempt.IsFailed ? TryResult.Failed : TryResult.Succeeded, story.Result);
            foreach (var outcome in Enum.GetValues<ConnectionOutcome>())
            {
                var answered = outcome == ConnectionOutcome.Established ? attempt.Questions.Count : 0;
                Assert.Equal(attempt.Dials.Count(dial => Of(dial.Outcome) == outcome) + answered, story.Peers.Sum(peer => peer.Outcomes[(int)outcome]));
            }
        }
    }

    [Fact]
    public void A_story_names_the_peers_as_the_truth_does()
    {
        var tries = new List<TryRun>();
        var trace = new ClusterTrace(new TraceOptions(22, 2, 20), tries.Add);
        var watching = new Watching();
        trace.Play(watching);

        Assert.All(tries, attempt => Assert.Equal(
            attempt.Dials.Select(dial => dial.Target.StableName).Append("kube-system/kube-dns").Distinct().Order(StringComparer.Ordinal),
            watching.Stories[attempt.Owner.Try!].Peers.Select(peer => peer.Name).Distinct().Order(StringComparer.Ordinal)));
    }

    private static ConnectionOutcome Of(DialOutcome outcome) => outcome switch
    {
        DialOutcome.Established => ConnectionOutcome.Established,
        DialOutcome.Timeout => ConnectionOutcome.Timeout,
        DialOutcome.Refused => ConnectionOutcome.Refused,
        DialOutcome.Reset => ConnectionOutcome.Reset,
        _ => ConnectionOutcome.Denied,
    };

    private sealed class Watching : ITraceReader, ITryObserver
    {
        private readonly TaskWatch _watch;

        public Watching() => _watch = new TaskWatch(new DetectionOptions { Tries = { Keep = TimeSpan.FromMinutes(30) } }, [], [this]);

        public Dictionary<TaskTry, TryStory> Stories { get; } = [];

        public void Read(AttributedBatch flows) => _watch.Observe(flows);

        public void Read(AttributedCalls calls) => _watch.Observe(calls);

        public void Read(TaskFact fact) => _watch.Observe(fact);

        public void Advance(Instant now) => _watch.Advance(now);

        public void Restart(Instant now)
        {
        }

        public void Observe(TryStory story) => Stories[story.Try] = story;
    }
}
