using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class GrpcAddressTests
{
    [Theory]
    [InlineData("unix:///var/run/cilium/hubble.sock", "/var/run/cilium/hubble.sock", "localhost")]
    [InlineData("unix:/run/h.sock", "/run/h.sock", "localhost")]
    [InlineData("hubble-relay.kube-system.svc:80", "", "hubble-relay.kube-system.svc:80")]
    [InlineData("10.0.0.1:4244", "", "10.0.0.1:4244")]
    [InlineData("[::1]:4244", "", "[::1]:4244")]
    public void Addresses_that_are_understood(string text, string path, string authority)
    {
        var address = GrpcAddress.Parse(text);

        Assert.Equal((path, authority), (address.Path, address.Authority));
    }

    [Theory]
    [InlineData("unix://relative", "write unix:///absolute/path")]
    [InlineData("unix:///", "write unix:///absolute/path")]
    [InlineData("http://host:80", "a scheme other than unix is not known")]
    [InlineData("host", "has no port between 1 and 65535")]
    [InlineData("host:0", "has no port between 1 and 65535")]
    [InlineData("host:70000", "has no port between 1 and 65535")]
    [InlineData(":4244", "has no port between 1 and 65535")]
    [InlineData("::1:4244", "is not a host name")]
    [InlineData("[10.0.0.1]:4244", "no IPv6 address")]
    [InlineData("ho st:80", "is not a host name")]
    [InlineData("", "has no port")]
    public void Addresses_that_are_not_say_why(string text, string expected)
    {
        Assert.False(GrpcAddress.TryParse(text, out _, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_path_longer_than_the_kernel_takes_is_refused() =>
        Assert.False(GrpcAddress.TryParse("unix:///" + new string('x', 107), out _, out _));
}
