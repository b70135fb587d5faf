using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class GoNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-3, "-3")]
    [InlineData(1234567, "1234567")]
    [InlineData(0.5, "0.5")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(12.75, "12.75")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000012345, "1.2345e-05")]
    [InlineData(123456.5, "123456.5")]
    [InlineData(1234567.5, "1.2345675e+06")]
    [InlineData(1e300, "1e+300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void A_value_is_written_like_go_writes_it(double value, string expected) => Assert.Equal(expected, Text(value));

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(1, "1.0")]
    [InlineData(1.7, "1.7")]
    [InlineData(10, "10.0")]
    [InlineData(100000, "100000.0")]
    [InlineData(1e6, "1e+06")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1e-10, "1e-10")]
    [InlineData(1e10, "1e+10")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void A_bound_has_the_canonical_form_of_OpenMetrics(double value, string expected)
    {
        var bytes = new byte[GoNumber.MaxLength];
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes, 0, GoNumber.WriteBound(value, bytes)));
    }

    [Fact]
    public void Every_double_reads_back_and_fits() =>
        Prop.ForAll<ulong>(bits =>
        {
            var value = BitConverter.UInt64BitsToDouble(bits * 0x9E37_79B9_7F4A_7C15);
            var text = Text(value);
            return text.Length <= GoNumber.MaxLength
                && (!double.IsFinite(value) || double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).Equals(value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Everyday_doubles_read_back() =>
        Prop.ForAll<int, byte>((digits, scale) =>
        {
            var value = digits * Math.Pow(10, -(scale % 20));
            return double.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture).Equals(value);
        }).QuickCheckThrowOnFailure();

    private static string Text(double value)
    {
        var bytes = new byte[GoNumber.MaxLength];
        return Encoding.UTF8.GetString(bytes, 0, GoNumber.Write(value, bytes));
    }
}
