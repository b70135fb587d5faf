using Windsock.Attribution.Identities;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Identities;

public sealed class IsoDatesTests
{
    [Theory]
    [InlineData("2021-03-04T05_06_07.123456_plus_00_00", "2021-03-04T05:06:07.123456+00:00")]
    [InlineData("2021-03-04T05_06_07-05_00", "2021-03-04T05:06:07-05:00")]
    [InlineData("2020-08-24T0300000000-71ba3e273", "")]
    [InlineData("not a date", "")]
    [InlineData("", "")]
    public void The_executors_date_label_reads_back(string label, string date) => Assert.Equal(date, IsoDates.FromExecutorLabel(label));

    [Theory]
    [InlineData("2020-08-24T03:00:00+00:00")]
    [InlineData("2020-08-24T03:00:00-05:00")]
    [InlineData("2020-08-24T03:00:00")]
    [InlineData("scheduled__2023-10-09T00:00:00+00:00")]
    [InlineData("manual__2025-03-04T05:06:07.123456+00:00")]
    [InlineData("dataset_triggered__2024-05-06T07:08:09+00:00")]
    [InlineData("manual__2025-03-04T05:06:07+00:00_Ab12Cd34")]
    public void A_hashed_date_is_restored_when_it_hashes_to_its_label(string id)
    {
        Assert.True(IsoDates.TryRestore(LabelSafe.Of(id), out var restored));
        Assert.Equal(id, restored);
    }

    [Theory]
    [InlineData("scheduled__2023-10-09T0000000000-d95390653")]
    [InlineData("scheduled__2023-10-09T00-d95390652")]
    [InlineData("2023-10-09T-d95390652")]
    [InlineData("nightly-d95390652")]
    [InlineData("-d95390652")]
    public void Anything_else_stays_hashed(string label) => Assert.False(IsoDates.TryRestore(label, out _));
}
