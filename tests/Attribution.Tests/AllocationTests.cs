using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Testing;

namespace Windsock.Attribution.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(AttributionScope.Node)]
    [InlineData(AttributionScope.Cluster)]
    public void A_flow_between_known_ends_allocates_nothing(AttributionScope scope)
    {
        var fixture = new AttributorFixture(options => options.Scope = scope);
        var flows = ManyKindsOfFlows(fixture);
        AttributeAll(fixture.Attributor, flows);

        var allocated = Allocations.Of(() =>
        {
            for (var round = 0; round < 100; round++)
            {
                AttributeAll(fixture.Attributor, flows);
            }
        });

        Assert.Equal(0, allocated);
    }

    /// <summary>Known pods, tasks on both sides, strangers, entities with names, addresses alone, doubt, no time, and services.</summary>
    private static Flow[] ManyKindsOfFlows(AttributorFixture fixture)
    {
        var flows = new List<Flow>();
        for (var index = 0; index < 200; index++)
        {
            var pod = Some.ExecutorPod($"p{index}", $"10.0.{index}.1", task: $"t{index % 7}");
            var twin = Some.Pod($"twin{index}", $"10.0.{index}.1");
            fixture.Apply(pod);
            if (index % 10 == 0)
            {
                fixture.Apply(twin);
            }

            var named = Some.Flow(Some.Endpoint(pod), $"10.0.{index}.1", Some.World, "203.0.113.5");
            named.DestinationNames = [$"host{index % 5}.example.com"];
            var served = Some.Flow(Some.Endpoint(pod), $"10.0.{index}.1", Some.Endpoint(Some.Pod($"db-{index}"), false), "10.1.0.1");
            served.DestinationService = new ServiceName("data", "db");
            var timeless = named;
            timeless.Time = Instant.Missing;
            flows.AddRange([named, served, timeless, Some.Flow(Some.Endpoint(pod), "10.200.0.1", Some.Endpoint(pod), "", at: 90)]);
            flows.Add(Some.Flow(Endpoint.None, $"10.0.{index}.1", Some.Reserved(1, "reserved:host"), ""));
        }

        return [.. flows];
    }

    private static void AttributeAll(FlowAttributor attributor, Flow[] flows)
    {
        foreach (ref var flow in flows.AsSpan())
        {
            attributor.Attribute(flow, Some.At(110), mayWait: false, out _);
        }
    }
}
