using Google.Protobuf;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.FlowCollector.Tests.Hubble.Probing;

public sealed class ServerStatusTests
{
    [Fact]
    public void All_that_a_relay_says_is_read()
    {
        var status = ServerStatus.Read(new ServerStatusResponse
        {
            NumFlows = 4_000,
            MaxFlows = 8_190,
            SeenFlows = 1_000_000,
            UptimeNs = 5_000_000_000,
            NumConnectedNodes = 3,
            NumUnavailableNodes = 2,
            UnavailableNodes = { "worker-4", "wor\u001bker-5" },
            Version = "cilium v1.19.4",
            FlowsRate = 417.25,
        }.ToByteArray());

        Assert.Equal(("cilium v1.19.4", 8_190UL, TimeSpan.FromSeconds(5), 3u, 2u, 417.25), (status.Version, status.RingCapacity, status.Uptime, status.ConnectedNodes, status.UnavailableNodes, status.FlowsPerSecond));
        Assert.Equal(["worker-4", "worker-5"], status.UnavailableNodeNames);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void A_rate_that_is_none_counts_as_not_told(double rate) =>
        Assert.Equal(0, ServerStatus.Read(new ServerStatusResponse { FlowsRate = rate }.ToByteArray()).FlowsPerSecond);

    [Fact]
    public void Of_many_nodes_only_some_are_named()
    {
        var response = new ServerStatusResponse { NumUnavailableNodes = 5_000 };
        response.UnavailableNodes.AddRange(Enumerable.Range(0, 5_000).Select(number => new string('n', 10_000) + number));

        var names = ServerStatus.Read(response.ToByteArray()).UnavailableNodeNames;

        Assert.Equal(16, names.Length);
        Assert.All(names, name => Assert.True(name.Length <= 320));
    }
}
