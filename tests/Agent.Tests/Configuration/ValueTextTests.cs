using FsCheck;
using FsCheck.Fluent;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Tests.Configuration;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("3s", 3_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0s", 0)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1m500ms", 60_500)]
    public void A_duration_is_numbers_with_units(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("s")]
    [InlineData("-3s")]
    [InlineData("3 s")]
    [InlineData("3S")]
    [InlineData("3s3s")]
    [InlineData("30s1m")]
    [InlineData("1..5s")]
    [InlineData("1,5s")]
    [InlineData("99999999d")]
    [InlineData("999999999999999999999s")]
    [InlineData("1h 30m")]
    public void Anything_else_is_no_duration(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void A_duration_reads_back_as_it_was_written() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);
            return DurationText.TryParse(DurationText.Format(duration), out var read) && read == duration;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("64KiB", 65_536)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("2 GiB", 2_147_483_648)]
    [InlineData("7B", 7)]
    public void A_size_may_have_a_binary_unit(string text, long bytes)
    {
        Assert.True(ByteSizeText.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("1MB")]
    [InlineData("1.5MiB")]
    [InlineData("-1")]
    [InlineData("9999999999999GiB")]
    public void Anything_else_is_no_size(string text) => Assert.False(ByteSizeText.TryParse(text, out _));

    [Theory]
    [InlineData("0.0.0.0:9465", "0.0.0.0:9465")]
    [InlineData("*:1", "0.0.0.0:1")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void A_listen_address_is_an_address_and_a_port(string text, string meant) => Assert.Equal(meant, ListenAddress.Parse(text, out _)?.ToString());

    [Theory]
    [InlineData("9465")]
    [InlineData(":9465")]
    [InlineData("::1:9465")]
    [InlineData("example.com:9465")]
    [InlineData("0.0.0.0:x")]
    [InlineData("0.0.0.0:65536")]
    [InlineData("0.0.0.0:-1")]
    public void Anything_else_is_no_listen_address(string text)
    {
        Assert.Null(ListenAddress.Parse(text, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("lisen", "listen")]
    [InlineData("LISTEN", "listen")]
    [InlineData("addres", "address")]
    [InlineData("adress", "address")]
    [InlineData("adderss", "address")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void A_near_miss_names_what_was_meant(string written, string? meant) => Assert.Equal(meant, NearMiss.Find(written, ["listen", "address"]));
}
