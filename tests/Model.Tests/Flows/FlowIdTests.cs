using Windsock.Model.Flows;

namespace Windsock.Model.Tests.Flows;

public sealed class FlowIdTests
{
    [Fact]
    public void A_uuid_is_read_and_written_with_the_digits_where_they_stood()
    {
        Assert.True(FlowId.TryParseUuid("0011AABB-ccdd-4eef-8091-a2b3c4d5e6f7", out var id));

        Assert.Equal(new FlowId(0x0011_aabb_ccdd_4eef, 0x8091_a2b3_c4d5_e6f7), id);
        Assert.Equal("0011aabb-ccdd-4eef-8091-a2b3c4d5e6f7", id.ToUuid());
        Assert.Equal("0011aabbccdd4eef8091a2b3c4d5e6f7", id.ToHex());
    }

    [Theory]
    [InlineData("")]
    [InlineData("request-17")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void What_is_no_uuid_is_no_id(string text)
    {
        Assert.False(FlowId.TryParseUuid(text, out var id));
        Assert.Equal(("", ""), (id.ToUuid(), id.ToHex()));
    }
}
