using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Evaluation.Traces.Runs;

namespace Windsock.Evaluation.Tests.Traces;

/// <summary>What the simulator says is true against a plain count of what it emits.</summary>
public class ClusterTraceTests
{
    private const int Dags = 20;

    [Fact]
    public void Equal_seeds_give_equal_traces_and_other_seeds_others()
    {
        var first = Play(new TraceOptions(7, 2, Dags));
        var again = Play(new TraceOptions(7, 2, Dags));
        var other = Play(new TraceOptions(8, 2, Dags));

        Assert.Equal(first.Recording.Fingerprint, again.Recording.Fingerprint);
        Assert.NotEqual(first.Recording.Fingerprint, other.Recording.Fingerprint);
        Assert.Equal(first.Trace.Truth.Incidents.Select(incident => incident.What), again.Trace.Truth.Incidents.Select(incident => incident.What));
    }

    [Fact]
    public void Events_come_in_order_of_time()
    {
        var (recording, trace, _) = Play(new TraceOptions(3, 4, Dags));

        Assert.True(recording.IsInOrder);
        Assert.True(recording.Last > TraceOptions.Start.Add(TimeSpan.FromDays(4) - TimeSpan.FromHours(1)));
        Assert.True(recording is { Flows: > 10_000, Calls: > 1_000 });
        Assert.NotEmpty(recording.Restarts);
        Assert.True(trace.Truth.Tries > 500);
    }

    [Fact]
    public void Every_connection_and_question_of_the_truth_is_in_the_stream_once()
    {
        var (recording, _, tries) = Play(new TraceOptions(5, 2, Dags));

        Assert.Empty(recording.Losses);
        foreach (var attempt in tries)
        {
            Assert.Equal(attempt.Dials.Count + attempt.Questions.Count, recording.ConnectionsByPod.GetValueOrDefault(attempt.PodUid));
        }
    }

    [Fact]
    public void What_is_lost_is_counted_to_the_event_unless_the_source_was_away()
    {
        var whole = Play(new TraceOptions(11, 9, Dags));
        var counted = whole.Recording.Losses.Sum(loss => loss.Count);

        Assert.NotEmpty(whole.Recording.Losses);
        Assert.True(whole.Trace.Truth.LostFlows >= counted);
        Assert.True(whole.Recording.Losses.Any(loss => loss.Count == 0) || whole.Trace.Truth.LostFlows == counted);
    }

    [Fact]
    public void Packets_are_dropped_where_the_truth_has_a_denial_and_for_a_moment_of_new_pods()
    {
        var (recording, trace, tries) = Play(new TraceOptions(13, 8, Dags));
        var byPod = tries.ToDictionary(attempt => attempt.PodUid);

        Assert.All(recording.DropsByPod, pair => Assert.Contains(byPod[pair.Key].Dials, dial => dial.Outcome == DialOutcome.Denied || dial.IsDroppedFirst));
        Assert.All(
            trace.Truth.Incidents.Where(incident => incident.Rule == Rules.EgressDenied),
            incident => Assert.Contains(tries, attempt => attempt.Dag.Id == incident.DagIds[0] && attempt.Task.Key.TaskId == incident.TaskId && recording.DropsByPod.ContainsKey(attempt.PodUid)));
    }

    [Fact]
    public void A_trace_with_incidents_has_some_of_every_kind_and_a_quiet_one_has_none()
    {
        var trace = Play(new TraceOptions(2, 12, 60)).Trace;
        var quiet = Play(new TraceOptions(2, 3, Dags, WithIncidents: false)).Trace;

        Assert.Equal(Rules.All.Order(StringComparer.Ordinal), trace.Truth.Incidents.Select(incident => incident.Rule).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(quiet.Truth.Incidents);
        Assert.NotEmpty(quiet.Truth.Benign);
    }

    [Fact]
    public void A_surge_is_five_times_the_usual_at_least()
    {
        var (_, trace, tries) = Play(new TraceOptions(4, 10, 60));
        var surges = trace.Truth.Incidents.Where(incident => incident.Rule == Rules.ConnectionSurge).ToList();

        Assert.NotEmpty(surges);
        foreach (var surge in surges)
        {
            var own = tries.Where(attempt => attempt.Task.Key.DagId == surge.DagIds[0] && attempt.Task.Key.TaskId == surge.TaskId).ToList();
            var usual = Median(own.Where(attempt => attempt.Start < surge.Start));
            var worst = own.Where(attempt => attempt.Start >= surge.Start && attempt.Start <= surge.End).Max(attempt => attempt.Dials.Count);
            Assert.True(worst >= 5 * usual, $"{worst} against {usual}: {surge.What}");
        }

        static double Median(IEnumerable<TryRun> attempts)
        {
            var counts = attempts.Select(attempt => attempt.Dials.Count).Order().ToList();
            return counts[counts.Count / 2];
        }
    }

    internal static (Recording Recording, ClusterTrace Trace, List<TryRun> Tries) Play(TraceOptions options)
    {
        var tries = new List<TryRun>();
        var trace = new ClusterTrace(options, tries.Add);
        var recording = new Recording();
        trace.Play(recording);
        return (recording, trace, tries);
    }
}
