using Windsock.Agent.Simulation.World;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Simulation;

public sealed class MeshedWorldTests
{
    private static readonly IReadOnlyList<WorldEvent> Events = SomeWorld.Played(SomeWorld.Settings(), 30);
    private static readonly List<CallSeen> Seen = [.. Events.OfType<CallSeen>()];
    private static readonly List<SimulatedFlow> Flows = [.. Events.OfType<FlowSeen>().Select(seen => seen.Flow)];

    [Fact]
    public void Entries_come_in_order_when_their_calls_are_over()
    {
        Assert.Equal(Seen.Select(one => one.At).Order(), Seen.Select(one => one.At));
        Assert.All(Seen, one => Assert.InRange(SomeWorld.Noon + one.At - (one.Call.StartedAt + one.Call.Duration), TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
        Assert.All(Seen, one => Assert.InRange(one.Call.Duration, TimeSpan.FromMicroseconds(100), TimeSpan.FromSeconds(1)));
        Assert.InRange(Seen.Count, 300, 3_000);
    }

    [Fact]
    public void Only_pods_with_a_sidecar_write_entries_while_they_run()
    {
        var ends = Events.OfType<PodEnded>().ToDictionary(ended => ended.Pod.Uid, ended => ended.At);

        Assert.All(Seen, one =>
        {
            Assert.NotNull(one.Call.Reporter.Sidecar);
            Assert.True(!ends.TryGetValue(one.Call.Reporter.Uid, out var end) || one.At < end, $"{one.Call.Reporter.Name} has ended");
        });
        Assert.DoesNotContain(Seen, one => one.Call.Reporter.Namespace == "reports");
        Assert.Contains(Seen, one => one.Call.Server.Namespace == "reports");
        Assert.Contains(Seen, one => !one.Call.Reporter.IsLocal);
    }

    [Fact]
    public void Both_sidecars_of_a_call_tell_of_one_request_over_one_connection()
    {
        var requests = Seen.Select(one => one.Call).Where(call => call.RequestId != Guid.Empty).GroupBy(call => call.RequestId).ToList();

        Assert.All(requests, request => Assert.InRange(request.Count(), 1, 2));
        var both = requests.Where(request => request.Count() == 2).ToList();
        Assert.NotEmpty(both);
        Assert.All(both, request =>
        {
            var (client, server) = (request.Single(call => !call.IsInbound), request.Single(call => call.IsInbound));
            Assert.Equal((client.ClientPort, client.Code, client.Method, client.SentBytes), (server.ClientPort, server.Code, server.Method, server.SentBytes));
            Assert.True(client.StartedAt < server.StartedAt && server.Duration < client.Duration);
        });
    }

    [Fact]
    public void Hubble_shows_every_connection_that_a_sidecar_names_from_pod_to_pod()
    {
        var wires = Flows.Where(flow => flow.Connection is { Outcome: not ConnectionOutcome.Denied })
            .Select(flow => (flow.Client.Ip, flow.Connection!.ClientPort, flow.Server.Ip, flow.Connection.ServerPort)).ToHashSet();

        Assert.All(Seen.Where(one => one.Call.ClientPort != 0), one => Assert.Contains(
            (one.Call.Client.Ips[0], one.Call.ClientPort, one.Call.Server.Ips[0], one.Call.Service.TargetPort), wires));
        Assert.Contains(Flows, flow => flow.Server is { Pod.Namespace: "reports" } && flow.Connection?.ServerPort == MeshPlay.TunnelPort && flow.Client.Pod!.Sidecar is not null);
    }

    [Fact]
    public void Cilium_shows_no_request_of_a_meshed_pod_but_those_that_its_sidecar_tells_too()
    {
        var told = Seen.Where(one => one.Call.IsSeenByCilium).Select(one => one.Call.RequestId.ToString()).ToHashSet();
        var shown = Flows.Where(flow => flow.L7 is SimulatedHttp && (flow.Client.Pod?.Sidecar is not null || flow.Server.Pod?.Sidecar is not null))
            .Select(flow => ((SimulatedHttp)flow.L7!).RequestId).ToHashSet();

        Assert.NotEmpty(shown);
        Assert.Superset(shown, told);
    }

    [Fact]
    public void Every_way_to_talk_is_played()
    {
        var calls = Seen.Select(one => one.Call).ToList();

        Assert.Contains(calls, call => call is { Protocol: CallProtocol.Tcp, IsInbound: true });
        Assert.Contains(calls, call => call is { Protocol: CallProtocol.Tcp, IsInbound: false, Server.IsLocal: false });
        Assert.Contains(calls, call => call is { Security: TlsMode.Plaintext, Client.Sidecar: null, IsInbound: true });
        Assert.Contains(calls, call => call is { Security: TlsMode.Plaintext, Server.Sidecar: null, IsInbound: false, IsSeenByCilium: true });
        Assert.Contains(calls, call => call is { IsInbound: true, Client.Owner.TaskId: "score", Server.Owner.TaskId: "serve_model" });
        Assert.Contains(calls, call => call.Reporter.Sidecar == Sidecar.Old);
        Assert.Contains(calls.Where(call => call.ClientPort != 0).GroupBy(call => (call.Client, call.ClientPort, call.IsInbound)), connection => connection.Count() > 1);
        Assert.Contains(Events, happening => happening is LogStreamsCut);
        Assert.DoesNotContain(SomeWorld.Played(SomeWorld.Settings(hasTrouble: false), 12), happening => happening is LogStreamsCut);
    }

    [Fact]
    public void A_server_that_takes_mutual_TLS_only_breaks_off_what_is_not()
    {
        var broken = Seen.Select(one => one.Call).Where(call => call.Flags == ResponseFlags.UpstreamConnectionTermination).ToList();

        Assert.Equal(3, broken.Count);
        Assert.All(broken, call => Assert.Contains(Flows, flow =>
            flow.Connection?.ClientPort == call.ClientPort && flow.Client.Pod == call.Client && flow.TcpFlags.HasFlag(TcpFlags.Rst)));
    }
}
