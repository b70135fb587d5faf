using System.Buffers.Text;
using System.Globalization;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>Numbers as Prometheus' own libraries write them: the shortest digits that read back to the same double, in the
/// shape of Go's <c>%g</c> (exponent of at least two digits, used below 1e-4 and from 1e+06).</summary>
internal static class GoNumber
{
    /// <summary>Longest output: sign, 17 digits, point, <c>e-308</c>; or four leading zeros and 17 digits.</summary>
    public const int MaxLength = 28;

    private const double ExactIntegers = 9_007_199_254_740_992;

    public static int Write(long value, Span<byte> output)
    {
        Utf8Formatter.TryFormat(value, output, out var written);
        return written;
    }

    /// <summary>A sample's value. Whole numbers that a double holds exactly are written as integers (<c>1234567</c>, not
    /// <c>1.234567e+06</c>): the same number to a parser, and readable for people.</summary>
    public static int Write(double value, Span<byte> output) =>
        Math.Abs(value) < ExactIntegers && value == Math.Truncate(value)
            ? Write((long)value, output)
            : WriteGeneral(value, output);

    /// <summary>A bucket bound: OpenMetrics' canonical form (<c>1.0</c>, <c>0.005</c>, <c>1e+06</c>, <c>+Inf</c>).</summary>
    public static int WriteBound(double value, Span<byte> output)
    {
        var written = WriteGeneral(value, output);
        if (double.IsFinite(value) && !output[..written].ContainsAny((byte)'.', (byte)'e'))
        {
            ".0"u8.CopyTo(output[written..]);
            written += 2;
        }

        return written;
    }

    private static int WriteGeneral(double value, Span<byte> output)
    {
        if (!double.IsFinite(value))
        {
            var name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(output);
            return name.Length;
        }

        Span<byte> digits = stackalloc byte[32];
        var (count, exponent) = ShortestDigits(Math.Abs(value), digits);
        var position = 0;
        if (value < 0)
        {
            output[position++] = (byte)'-';
        }

        return exponent is < -4 or >= 6
            ? position + WriteScientific(digits[..count], exponent, output[position..])
            : position + WritePlain(digits[..count], exponent, output[position..]);
    }

    /// <summary>Significant digits d1 d2 ... and the decimal exponent of d1 (<c>0.0025</c> is 25 and -3; zero is 0 and 0).</summary>
    private static (int Count, int Exponent) ShortestDigits(double value, Span<byte> digits)
    {
        Span<byte> text = stackalloc byte[32];
        // Without a format .NET writes the shortest digits that read back, at most 24 characters.
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var count = 0;
        var exponent = -1;
        var seenPoint = false;
        for (var i = 0; i < length; i++)
        {
            var c = text[i];
            if (c == 'E')
            {
                exponent += int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }

            if (c == '.')
            {
                seenPoint = true;
                continue;
            }

            if (count == 0 && c == '0')
            {
                // Zeros before the first digit only move the exponent.
                exponent -= seenPoint ? 1 : 0;
                continue;
            }

            digits[count++] = c;
            exponent += seenPoint ? 0 : 1;
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[0] = (byte)'0';
            return (1, 0);
        }

        return (count, exponent);
    }

    private static int WriteScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> output)
    {
        var position = 0;
        output[position++] = digits[0];
        if (digits.Length > 1)
        {
            output[position++] = (byte)'.';
            digits[1..].CopyTo(output[position..]);
            position += digits.Length - 1;
        }

        output[position++] = (byte)'e';
        output[position++] = (byte)(exponent < 0 ? '-' : '+');
        var size = Math.Abs(exponent);
        if (size < 10)
        {
            output[position++] = (byte)'0';
        }

        return position + Write(size, output[position..]);
    }

    private static int WritePlain(ReadOnlySpan<byte> digits, int exponent, Span<byte> output)
    {
        var position = 0;
        if (exponent < 0)
        {
            "0."u8.CopyTo(output);
            position = 2;
            for (var i = -1; i > exponent; i--)
            {
                output[position++] = (byte)'0';
            }

            digits.CopyTo(output[position..]);
            return position + digits.Length;
        }

        for (var i = 0; i <= exponent; i++)
        {
            output[position++] = i < digits.Length ? digits[i] : (byte)'0';
        }

        if (digits.Length > exponent + 1)
        {
            output[position++] = (byte)'.';
            digits[(exponent + 1)..].CopyTo(output[position..]);
            position += digits.Length - exponent - 1;
        }

        return position;
    }
}
