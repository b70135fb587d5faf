using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.CallReceivers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.CallReceivers;

public class SeenCallsTests
{
    private static readonly Endpoint Task = new() { Namespace = "airflow", PodName = "task-1" };

    private readonly SeenCalls _seen = new(capacity: 4);

    [Fact]
    public void The_second_report_of_a_call_by_the_same_proxy_is_a_copy()
    {
        Assert.False(_seen.IsCopy(Request(1)));
        Assert.True(_seen.IsCopy(Request(1)));

        // The endpoint comes from another table there.
        var other = Request(1);
        other.Client = new Endpoint { Namespace = "airflow", PodName = "task-1" };
        Assert.True(_seen.IsCopy(other));
    }

    [Fact]
    public void The_report_of_the_servers_proxy_is_not_a_copy_of_the_clients()
    {
        var server = Request(1);
        (server.Reporter, server.Server) = (CallReporter.Server, Task);

        Assert.False(_seen.IsCopy(Request(1)));
        Assert.False(_seen.IsCopy(server));
    }

    [Fact]
    public void Calls_of_one_request_id_that_began_at_different_times_are_two()
    {
        var next = Request(1);
        next.Time = new Instant(next.Time.UnixNanoseconds + 1);

        Assert.False(_seen.IsCopy(Request(1)));
        Assert.False(_seen.IsCopy(next));
    }

    [Fact]
    public void Connections_are_told_apart_by_their_ends()
    {
        var other = Connection(40_001);

        Assert.False(_seen.IsCopy(Connection(40_000)));
        Assert.False(_seen.IsCopy(other));
        Assert.True(_seen.IsCopy(Connection(40_000)));
    }

    [Fact]
    public void What_cannot_be_told_from_another_call_is_never_a_copy()
    {
        var noTime = Request(1);
        noTime.Time = Instant.Missing;
        var noPod = Request(1);
        noPod.Client = Endpoint.None;
        var noPorts = Connection(0);
        var midway = Connection(40_000);
        midway.IsFinal = false;
        var noReporter = Request(1);
        noReporter.Reporter = CallReporter.Unknown;

        Assert.All([noTime, noPod, noPorts, midway, noReporter], call =>
        {
            Assert.False(_seen.IsCopy(call));
            Assert.False(_seen.IsCopy(call));
        });
        Assert.Equal(0, _seen.Count);
    }

    [Fact]
    public void What_is_left_of_a_batch_keeps_its_order()
    {
        _seen.IsCopy(Request(2));
        Call[] calls = [Request(1), Request(2), Request(3), Request(1), Request(4), Request(5)];

        var kept = _seen.DropCopies(calls, 5);

        Assert.Equal([1ul, 3ul, 4ul], calls[..kept].Select(call => call.RequestId.Low));
    }

    [Fact]
    public void The_last_calls_are_remembered_exactly_and_never_more_than_two_generations() => Prop.ForAll(
        Gen.Choose(1, 12).ListOf(60).ToArbitrary(), numbers =>
        {
            const int Capacity = 3;
            var seen = new SeenCalls(Capacity);
            List<int> distinct = [];
            return numbers.All(number =>
            {
                var isRecent = distinct.TakeLast(Capacity).Contains(number);
                var isCopy = seen.IsCopy(Request((ulong)number));
                if (!isCopy)
                {
                    distinct.Add(number);
                }

                // Recent: surely found. Found: it came before.
                return (!isRecent || isCopy) && (!isCopy || distinct.Contains(number)) && seen.Count <= 2 * Capacity;
            });
        }).Check(Config.QuickThrowOnFailure);

    private static Call Request(ulong number) =>
        new() { Time = new Instant(1_000), RequestId = new FlowId(7, number), Client = Task, Reporter = CallReporter.Client };

    private static Call Connection(ushort port) =>
        new() { Time = new Instant(1_000), Client = Task, Reporter = CallReporter.Client, ClientPort = port, ServerPort = 5_432 };
}
