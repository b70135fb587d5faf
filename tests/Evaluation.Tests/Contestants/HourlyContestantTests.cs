using Windsock.Evaluation.Contestants;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Tests.Contestants;

/// <summary>The two plain rules on hours that can be counted by hand.</summary>
public class HourlyContestantTests
{
    private static readonly Owner Task = new()
    {
        Kind = OwnerKind.Task,
        PodUid = "a",
        Namespace = "airflow",
        Try = new TaskTry(new TaskKey("airflow", "etl", "load"), "run", 1, -1, IdForm.Raw),
    };

    [Fact]
    public void More_than_the_limit_in_an_hour_is_an_alert_and_three_times_as_much_a_page()
    {
        var contestant = new FixedThreshold();
        Connect(contestant, hour: 0, count: 300);
        Connect(contestant, hour: 1, count: 301);
        Connect(contestant, hour: 3, count: 900);

        Assert.Equal([false, true], Of(contestant, Rules.ConnectionSurge).Select(report => report.IsPage));
    }

    [Fact]
    public void A_breach_that_goes_on_is_one_alert()
    {
        var contestant = new FixedThreshold();
        Connect(contestant, hour: 1, count: 400);
        Connect(contestant, hour: 2, count: 400);
        Connect(contestant, hour: 3, count: 400);

        Assert.Single(Of(contestant, Rules.ConnectionSurge));
    }

    [Fact]
    public void Three_times_the_same_hour_of_yesterday_is_an_alert()
    {
        var contestant = new Yesterday();
        Connect(contestant, hour: 4, count: 10);
        Connect(contestant, hour: 28, count: 29);
        Assert.Empty(Of(contestant, Rules.ConnectionSurge));

        Connect(contestant, hour: 52, count: 87);
        Assert.False(Assert.Single(Of(contestant, Rules.ConnectionSurge)).IsPage);
    }

    [Fact]
    public void A_peer_of_two_days_ago_is_new_again_to_who_forgets_after_one()
    {
        var contestant = new Yesterday();
        Connect(contestant, hour: 0, count: 1, peer: "data/a");
        Connect(contestant, hour: 24, count: 1, peer: "data/b");
        Connect(contestant, hour: 48, count: 1, peer: "data/a");

        Assert.Equal(["data/b", "data/a"], Of(contestant, Rules.NewDestination).Select(report => report.Peer));
    }

    private static IEnumerable<Report> Of(HourlyContestant contestant, string rule) => contestant.Reports.Where(report => report.Rule == rule);

    private static void Connect(HourlyContestant contestant, int hour, int count, string peer = "data/db")
    {
        var at = TraceOptions.Start.Add(TimeSpan.FromHours(hour + 0.5));
        contestant.Advance(at);
        for (var number = 0; number < count; number++)
        {
            var flow = new Flow { Time = at, Protocol = L4Protocol.Tcp, TcpFlags = TcpFlags.Syn, Verdict = Model.Flows.Verdict.Forwarded, Reply = ReplyState.Request };
            var attribution = new FlowAttribution(
                new SideAttribution(Task, AttributionClass.Exact, AttributionReason.None, true), default, new Peer(PeerKind.Service, peer), Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);
            contestant.Read(new AttributedBatch(new FlowBatch([flow], 1, "test", at), [attribution]));
        }

        contestant.Advance(at.Add(TimeSpan.FromMinutes(31)));
    }
}
