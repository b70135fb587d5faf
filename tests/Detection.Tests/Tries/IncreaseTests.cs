using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>What a proxy's counters grew by becomes part of the story of a try, as far as nobody tells it better.</summary>
public sealed class IncreaseTests
{
    private static readonly Peer Api = new(PeerKind.Service, "data/api");

    private readonly Owner _task = Watching.Owner();
    private readonly Watching _watching = new();

    [Fact]
    public void All_requests_of_an_increase_are_in_the_story_and_none_is_in_its_timeline()
    {
        Tell(15, 200, 40);
        Tell(30, 200, 5);
        Tell(30, 503, 2);
        var story = Story();

        var peer = Assert.Single(story.Peers);
        Assert.Equal((45, 2), (peer.HttpClasses[2], peer.HttpClasses[5]));
        Assert.DoesNotContain(story.Timeline, entry => entry.Text.Contains("answered", StringComparison.Ordinal));
    }

    [Fact]
    public void Answers_that_came_last_explain_the_failure_with_their_number()
    {
        Tell(15, 200, 40);
        Tell(30, 503, 2);
        var cause = Assert.Single(Story().Causes);

        Assert.Equal((FailureCause.ServerError, 2), (cause.Cause, cause.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trouble_beside_good_answers_of_the_same_look_may_be_over_and_is_no_cause(bool goodComesFirst)
    {
        foreach (var isGood in new[] { goodComesFirst, !goodComesFirst })
        {
            Tell(15, isGood ? (ushort)200 : (ushort)503, 1, call => call with { Flags = isGood ? ResponseFlags.None : ResponseFlags.NoHealthyUpstream });
        }

        Assert.Equal(FailureCause.NoneSeen, Assert.Single(Story().Causes).Cause);
    }

    [Fact]
    public void Flags_tell_why_and_how_often()
    {
        Tell(15, 503, 3, call => call with { Flags = ResponseFlags.NoHealthyUpstream });
        var cause = Assert.Single(Story().Causes);

        Assert.Equal((FailureCause.ServiceWithoutBackend, 3), (cause.Cause, cause.Count));
        Assert.Contains("response flags UH", cause.Evidence);
    }

    [Fact]
    public void Connections_that_ended_well_end_trouble_and_those_with_a_word_that_nobody_knows_do_not()
    {
        Tell(5, 0, 1, call => call with { Protocol = CallProtocol.Tcp, Flags = ResponseFlags.NoHealthyUpstream, Service = new ServiceName("data", "api") });
        Tell(15, 0, 1, call => call with { Protocol = CallProtocol.Tcp, TerminationDetails = "DENY" });
        Assert.Equal(FailureCause.ServiceWithoutBackend, Assert.Single(Story().Causes).Cause);

        var other = new IncreaseTests();
        other.Tell(5, 0, 1, call => call with { Protocol = CallProtocol.Tcp, Flags = ResponseFlags.NoHealthyUpstream, Service = new ServiceName("data", "api") });
        other.Tell(15, 0, 1, call => call with { Protocol = CallProtocol.Tcp });
        Assert.Equal(FailureCause.NoneSeen, Assert.Single(other.Story().Causes).Cause);
    }

    [Fact]
    public void A_pod_with_an_access_log_is_not_told_by_its_counters_too()
    {
        Tell(3, 200, 1, call => call with { IsIncrease = false, RequestId = new FlowId(1, 2) });
        Tell(15, 200, 30);

        Assert.Equal(1, Assert.Single(Story().Peers).HttpClasses[2]);
    }

    [Fact]
    public void An_entry_of_a_request_that_the_counters_held_is_not_counted_again()
    {
        Tell(15, 200, 30);
        Tell(14, 200, 1, call => call with { IsIncrease = false, RequestId = new FlowId(1, 2), DurationNanoseconds = 500_000_000 });
        Tell(16, 200, 1, call => call with { IsIncrease = false, RequestId = new FlowId(1, 3) });

        Assert.Equal(31, Assert.Single(Story().Peers).HttpClasses[2]);
    }

    [Fact]
    public void Requests_that_Cilium_shows_are_not_told_by_counters_too_but_their_flags_are()
    {
        _watching.Show(_task, SomeFlow.Http(3, 200, 8080), 3, peer: Api);
        Tell(15, 503, 30, call => call with { Flags = ResponseFlags.NoHealthyUpstream, ServerPort = 8080 });
        var story = Story();

        Assert.Equal((1, 0), (Assert.Single(story.Peers).HttpClasses[2], Assert.Single(story.Peers).HttpClasses[5]));
        Assert.Equal(FailureCause.ServiceWithoutBackend, Assert.Single(story.Causes).Cause);
    }

    [Fact]
    public void Requests_that_counters_told_first_are_not_told_by_Cilium_too()
    {
        Tell(15, 200, 30, call => call with { ServerPort = 8080 });
        _watching.Show(_task, SomeFlow.Http(16, 200, 8080), 16, peer: Api);

        Assert.Equal(30, Assert.Single(Story().Peers).HttpClasses[2]);
    }

    [Fact]
    public void Bytes_and_open_connections_alone_leave_no_trace()
    {
        Tell(15, 0, 0, call => call with { Protocol = CallProtocol.Tcp, Connections = 4, SentBytes = 10 });

        Assert.Empty(Story().Peers);
    }

    [Fact]
    public void Requests_that_the_task_served_are_counted_for_its_clients()
    {
        Tell(15, 404, 6, call => call with { Reporter = CallReporter.Server }, isServer: true);

        Assert.Equal(6, Assert.Single(Story().Peers).HttpClasses[4]);
    }

    [Fact]
    public void Counters_of_another_proxy_are_not_believed()
    {
        Tell(15, 503, 6, call => call with { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext });
        Tell(15, 503, 6, call => call with { Reporter = CallReporter.Waypoint });

        Assert.Empty(Story().Peers);
    }

    [Fact]
    public void Counts_that_nobody_can_have_made_do_not_wrap()
    {
        for (var look = 1; look < 4; look++)
        {
            Tell(15 * look, 503, int.MaxValue, call => call with { Flags = ResponseFlags.NoHealthyUpstream });
        }

        var story = Story();
        Assert.Equal(int.MaxValue, Assert.Single(story.Peers).HttpClasses[5]);
        Assert.Equal(int.MaxValue, Assert.Single(story.Causes).Count);
    }

    private TryStory Story()
    {
        _watching.Live(_task, exitCode: 1).Until(60);
        return _watching.Only;
    }

    private void Tell(double at, ushort code, int count, Func<Call, Call>? but = null, bool isServer = false)
    {
        var call = new Call
        {
            IsIncrease = true,
            Time = SomePod.At(at),
            Code = code,
            Count = count,
            Reporter = CallReporter.Client,
            Protocol = CallProtocol.Http,
        };
        call = but?.Invoke(call) ?? call;
        var side = new SideAttribution(_task, AttributionClass.Exact, AttributionReason.None, true);
        _watching.Book.Observe(
            call,
            new FlowAttribution(isServer ? default : side, isServer ? side : default, Api, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact),
            SomePod.At(at));
    }
}
