using System.Net;
using Windsock.Exporter.Alerts.Http;

namespace Windsock.Exporter.Tests.Alerts.Http;

public class AddressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.170.2")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd00:ec2::23")]
    [InlineData("fd20:ce::254")]
    [InlineData("100.100.100.200")]
    [InlineData("::ffff:100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    public void Link_local_addresses_and_metadata_services_are_refused_unless_allowed(string address)
    {
        Assert.NotNull(AddressGuard.Refuse(IPAddress.Parse(address), allowsLinkLocal: false));
        Assert.Null(AddressGuard.Refuse(IPAddress.Parse(address), allowsLinkLocal: true));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("ff02::1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Addresses_of_nobody_and_of_many_are_refused_always(string address)
    {
        Assert.NotNull(AddressGuard.Refuse(IPAddress.Parse(address), allowsLinkLocal: false));
        Assert.NotNull(AddressGuard.Refuse(IPAddress.Parse(address), allowsLinkLocal: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("100.100.100.201")]
    [InlineData("223.255.255.255")]
    [InlineData("93.184.216.34")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::1")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void Other_addresses_may_be_receivers(string address) => Assert.Null(AddressGuard.Refuse(IPAddress.Parse(address), allowsLinkLocal: false));
}
