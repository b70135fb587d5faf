using Windsock.Model.Flows;

namespace Windsock.Model.Tests.Flows;

public class InstantTests
{
    [Fact]
    public void A_time_survives_the_way_there_and_back()
    {
        var time = new DateTimeOffset(2026, 11, 20, 2, 3, 4, TimeSpan.FromHours(2)).AddTicks(1234567);

        Assert.Equal(time.ToUniversalTime(), Instant.FromDateTimeOffset(time).ToDateTimeOffset());
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("9999-12-31T00:00:00Z")]
    public void A_time_out_of_range_is_missing(string text) =>
        Assert.True(Instant.FromDateTimeOffset(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).IsMissing);

    [Fact]
    public void Adding_stops_at_both_ends()
    {
        Assert.Equal(Instant.Never, Instant.Never.Add(TimeSpan.FromDays(-1)));
        Assert.Equal(Instant.Never, new Instant(long.MaxValue - 5).Add(TimeSpan.FromDays(1)));
        Assert.True(new Instant(5).Add(TimeSpan.FromDays(-1)).IsMissing);
    }
}
