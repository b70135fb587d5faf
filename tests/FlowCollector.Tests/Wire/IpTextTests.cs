using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Wire;

public sealed class IpTextTests
{
    private readonly IpTextTable _table = new();

    [Fact]
    public void Every_IPv4_address_is_read() => ForSeeds(20_000, seed =>
    {
        var address = new IPAddress(BitConverter.GetBytes(seed * 2654435761L)[..4]);
        Assert.Equal(IpAddress.FromBytes(address.GetAddressBytes()), IpText.Read(Encoding.ASCII.GetBytes(address.ToString())));
    });

    [Fact]
    public void Every_IPv6_address_is_read() => ForSeeds(20_000, seed =>
    {
        var bytes = new byte[16];
        var random = new Random(seed);
        random.NextBytes(bytes);
        bytes.AsSpan(random.Next(17)).Clear();
        var address = new IPAddress(bytes);
        Assert.Equal(IpAddress.FromBytes(bytes), IpText.Read(Encoding.ASCII.GetBytes(address.ToString())));
    });

    [Fact]
    public void Anything_else_gives_what_the_library_gives() => ForSeeds(50_000, seed =>
    {
        const string Characters = "0123456789abfF::::....%x [/";
        var random = new Random(seed);
        var text = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => Characters[random.Next(Characters.Length)])]);
        var expected = IpAddress.TryParse(text, out var address) ? address : default;
        Assert.Equal(expected, IpText.Read(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(expected, _table.Read(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(expected, _table.Read(Encoding.ASCII.GetBytes(text)));
    });

    [Fact]
    public void A_remembered_address_is_not_taken_for_another() => ForSeeds(20_000, seed =>
    {
        var random = new Random(seed);
        var text = $"10.{random.Next(2)}.{random.Next(30)}.{random.Next(256)}{(random.Next(9) == 0 ? "\0" : "")}";
        Assert.Equal(IpAddress.TryParse(text, out var address) ? address : default, _table.Read(Encoding.ASCII.GetBytes(text)));
    });

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.")]
    [InlineData("1..2.34")]
    [InlineData(".1.2.3.4")]
    [InlineData("1.2.3.4444")]
    [InlineData("1.2.3.4.5")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::ffff:1.2.3.4")]
    [InlineData("fe80::1%eth0")]
    [InlineData("1::2::3")]
    [InlineData(":1:2:3:4:5:6:7")]
    public void Edges_give_what_the_library_gives(string text) =>
        Assert.Equal(IpAddress.TryParse(text, out var address) ? address : default, IpText.Read(Encoding.ASCII.GetBytes(text)));

    private static void ForSeeds(int count, Action<int> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));
}
