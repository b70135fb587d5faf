using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Tests.Calls;

public class CallAttributionTests
{
    [Fact]
    public void A_call_is_asked_about_as_the_flow_from_its_client_to_its_server()
    {
        var call = new Call
        {
            Time = Some.Time,
            Client = new Endpoint { PodName = "client" },
            Server = new Endpoint { PodName = "server" },
            ClientPort = 40_000,
            ServerPort = 8_080,
            Service = new ServiceName("db", "shop"),
            NodeName = "worker-1",
        };

        var flow = CallAttribution.ToFlow(call);

        Assert.Equal(("client", "server", (ushort)40_000, (ushort)8_080), (flow.Source.PodName, flow.Destination.PodName, flow.SourcePort, flow.DestinationPort));
        Assert.Equal((Some.Time, "worker-1", L4Protocol.Tcp), (flow.Time, flow.NodeName, flow.Protocol));
        Assert.True(flow.ClientIsSource);
        Assert.Same(call.Service, flow.DestinationService);
    }

    [Fact]
    public void Calls_never_wait_for_a_pod_and_are_announced_before_they_are_asked_about()
    {
        var attributor = new NotingAttributor();
        var counts = new CallAttributionCounts();

        // More than a batch should hold.
        var calls = Enumerable.Range(0, CallBatch.MaxCount + 3).Select(i => new Call { ClientPort = (ushort)i }).ToArray();
        var attributed = new CallAttribution(attributor, counts).Attribute(new CallBatch(calls, calls.Length, "test", Some.Time));

        Assert.Equal(calls.Length, attributed.Attributions.Length);
        Assert.Equal((calls.Length, calls.Length), ((int)counts.Total, attributor.Asked.Count));
        Assert.Equal(attributor.Expected, attributor.Asked);
        Assert.False(attributor.WasAskedToWait);
    }

    [Fact]
    public void A_call_the_attributor_leaves_to_others_is_unknown_not_lost()
    {
        var counts = new CallAttributionCounts();
        var call = new Call { Client = new Endpoint { PodName = "elsewhere-1" } };

        new CallAttribution(new ScriptedAttributor(), counts).Attribute(new CallBatch([call], 1, "test", Some.Time));

        Assert.Equal(1, counts.Of(AttributionKind.Other, AttributionClass.Unknown));
    }

    private sealed class NotingAttributor : IFlowAttributor
    {
        public List<ushort> Expected { get; } = [];

        public List<ushort> Asked { get; } = [];

        public bool WasAskedToWait { get; private set; }

        public void Apply(ClusterChange change)
        {
        }

        public Owner? OwnerOf(string podUid) => null;

        public void Expect(ReadOnlySpan<Flow> flows)
        {
            foreach (ref readonly var flow in flows)
            {
                Expected.Add(flow.SourcePort);
            }
        }

        public AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution)
        {
            WasAskedToWait |= mayWait;
            Asked.Add(flow.SourcePort);
            attribution = Some.Attribution();
            return AttributionOutcome.Attributed;
        }
    }
}
