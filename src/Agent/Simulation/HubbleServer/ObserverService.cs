using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Routing;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>The Hubble Observer of the simulated node: what the agent and the public <c>hubble</c> command talk to.</summary>
internal sealed class ObserverService(FlowRing ring, DeliveryRecord delivery, string nodeName, TimeProvider time)
{
    /// <summary>Marks connections whose streams <see cref="DeliveryRecord"/> counts.</summary>
    public const string AgentConnection = "windsock.simulation.agent";

    private const string Version = "cilium v1.19.4 (simulated)";

    /// <summary>What is scripted to try the agent spares everybody else: the <c>hubble</c> command would end at it.</summary>
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableSortedSet<string> _namespaces = [];
    private long _seen;

    public FlowRing Ring => ring;

    public DeliveryRecord Delivery => delivery;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpc("/observer.Observer/GetFlows", GetFlowsAsync);
        endpoints.MapGrpc("/observer.Observer/ServerStatus", call => AnswerAsync(call, Status()));
        endpoints.MapGrpc("/observer.Observer/GetNodes", call => AnswerAsync(call, Nodes()));
        endpoints.MapGrpc("/observer.Observer/GetNamespaces", call => AnswerAsync(call, Namespaces()));
        endpoints.MapGrpc("/grpc.health.v1.Health/Check", CheckHealthAsync);
        endpoints.MapGrpcFallback();
    }

    /// <summary>Takes in what Hubble would see. One thread; <see cref="FlowRing.Publish"/> follows when the lot is complete.</summary>
    public void Observe(FlowSeen seen)
    {
        Append(seen.Flow.Time, seen.Flow, null, FlowEncoding.Encode(seen.Flow));
        _seen++;
        foreach (var end in new[] { seen.Flow.Source, seen.Flow.Destination })
        {
            if (end is { IsNamed: true, Pod: { } pod })
            {
                _namespaces = _namespaces.Add(pod.Namespace);
            }
        }
    }

    public void Observe(SourceTrouble trouble, DateTimeOffset at)
    {
        switch (trouble)
        {
            case BadMessage bad:
                Append(at, null, bad, BadMessages.Of(bad.Failure));
                break;
            case EventsLost lost:
                Append(at, null, lost, FlowEncoding.EncodeLost(lost, nodeName, at));
                break;
            default:
                var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Interlocked.Exchange(ref _broken, next).TrySetResult();
                break;
        }
    }

    private void Append(DateTimeOffset at, SimulatedFlow? flow, SourceTrouble? trouble, byte[] message) =>
        ring.Append(new RingEntry(ring.Written, at, flow, trouble, message));

    private async Task GetFlowsAsync(GrpcServerCall call)
    {
        var broken = Volatile.Read(ref _broken).Task;
        var request = GetFlowsRequest.Parser.ParseFrom(await ReadAsync(call));
        var isAgent = call.Context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(AgentConnection) == true;
        var stream = new FlowStream(call, request, ring, nodeName, time, isAgent ? delivery : null);
        await stream.RunAsync(isAgent ? broken : Never);
    }

    private static async Task AnswerAsync(GrpcServerCall call, IMessage answer)
    {
        await ReadAsync(call);
        await call.WriteAsync(answer.ToByteArray());
    }

    /// <summary>HealthCheckResponse with field 1 (status) = 1 (SERVING): what <c>hubble status</c> asks first.</summary>
    private static async Task CheckHealthAsync(GrpcServerCall call)
    {
        await ReadAsync(call);
        await call.WriteAsync([0x08, 0x01]);
    }

    private static async Task<byte[]> ReadAsync(GrpcServerCall call) =>
        await call.ReadMessageAsync() ?? throw new GrpcException(GrpcCode.Internal, "the call has no request message");

    private ServerStatusResponse Status() => new()
    {
        NumFlows = (ulong)(ring.Written - ring.Oldest),
        MaxFlows = (ulong)ring.Capacity,
        SeenFlows = (ulong)Interlocked.Read(ref _seen),
        UptimeNs = UptimeNs,
        Version = Version,
        FlowsRate = Interlocked.Read(ref _seen) / Math.Max(1, (time.GetUtcNow() - _startedAt).TotalSeconds),
    };

    private ulong UptimeNs => (ulong)(time.GetUtcNow() - _startedAt).TotalNanoseconds;

    private GetNodesResponse Nodes() => new()
    {
        Nodes =
        {
            new Node
            {
                Name = nodeName,
                Version = Version,
                State = NodeState.NodeConnected,
                UptimeNs = UptimeNs,
                MaxFlows = (ulong)ring.Capacity,
                NumFlows = (ulong)(ring.Written - ring.Oldest),
                SeenFlows = (ulong)Interlocked.Read(ref _seen),
            },
        },
    };

    private GetNamespacesResponse Namespaces() => new()
    {
        Namespaces = { Volatile.Read(ref _namespaces).Select(name => new Namespace { Cluster = "default", Namespace_ = name }) },
    };
}
