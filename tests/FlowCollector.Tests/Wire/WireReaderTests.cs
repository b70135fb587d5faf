using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Tests.Wire;

public sealed class WireReaderTests
{
    [Fact]
    public void Every_number_is_read_as_the_library_wrote_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Choose(0, 63).SelectMany(shift => Gen.Choose(0, int.MaxValue).Select(number => (ulong)number << shift)).ToArbitrary(), number =>
        {
            using var memory = new MemoryStream();
            using (var output = new CodedOutputStream(memory, leaveOpen: true))
            {
                output.WriteUInt64(number);
            }

            // Alone, at the end and at the beginning of something longer.
            byte[] before = [1, 2, 3, 4, 5, 6, 7, 8];
            foreach (var skipped in (int[])[0, 1, 8])
            {
                foreach (var behind in (byte[][])[[], [9], before])
                {
                    var reader = new WireReader([.. before[..skipped], .. memory.ToArray(), .. behind]);
                    for (var index = 0; index < skipped; index++)
                    {
                        reader.ReadVarint();
                    }

                    Assert.Equal(number, reader.ReadVarint());
                    Assert.Equal(skipped + memory.Length, reader.Position);
                    Assert.False(reader.IsMalformed);
                }
            }
        }));

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x80, 0x80 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    public void A_number_without_end_is_malformed(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        Assert.Equal(0u, reader.ReadVarint());
        Assert.True(reader.IsMalformed);
    }

    [Theory]
    [InlineData(new byte[] { 0x00 })] // field number 0
    [InlineData(new byte[] { 0x06 })]
    [InlineData(new byte[] { 0x80, 0x00 })]
    [InlineData(new byte[] { 0x80 })]
    public void A_tag_that_does_not_exist_ends_the_message(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        Assert.False(reader.TryReadTag(out _));
        Assert.True(reader.IsMalformed);
        Assert.False(reader.TryReadTag(out _));
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x02, 0x01 })] // longer than what is there
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x0A })]
    [InlineData(new byte[] { 0x09, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new byte[] { 0x0D, 1, 2, 3 })]
    [InlineData(new byte[] { 0x0B, 0x10, 0x01 })] // group without end
    [InlineData(new byte[] { 0x0B, 0x14 })] // end of another group
    [InlineData(new byte[] { 0x0C })]
    [InlineData(new byte[] { 0x0E, 1 })] // wire types 6 and 7 do not exist
    [InlineData(new byte[] { 0x0F, 1 })]
    public void A_value_that_cannot_be_passed_over_is_malformed(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        Assert.True(reader.TryReadTag(out var tag));
        reader.Skip(tag);
        Assert.True(reader.IsMalformed);
        Assert.True(reader.ReadBytes().IsEmpty);
        Assert.Equal(0u, reader.ReadVarint());
        Assert.False(reader.TryReadTag(out _));
    }

    [Fact]
    public void Unknown_values_of_every_kind_are_passed_over()
    {
        byte[] bytes = [0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1A, 1, 0xFF, 0x23, 0x2B, 0x08, 1, 0x2C, 0x24, 0x35, 1, 2, 3, 4];
        var reader = new WireReader(bytes);
        var count = 0;
        while (reader.TryReadTag(out var tag))
        {
            reader.Skip(tag);
            count++;
        }

        Assert.False(reader.IsMalformed);
        Assert.Equal((5, bytes.Length), (count, reader.Position));
    }
}
