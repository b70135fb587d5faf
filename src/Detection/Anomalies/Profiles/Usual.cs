using System.Globalization;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>What is usual for one quantity over a window of tries, by robust statistics: median and median absolute deviation, both of
/// the logarithm, since what tries do differs by factors and not by amounts. A few wild tries among many move neither.</summary>
/// <param name="Count">Tries behind it.</param>
/// <param name="Median">Of the quantity.</param>
/// <param name="Deviation">Of log(1 + quantity), scaled to compare with a standard deviation.</param>
internal readonly record struct Usual(int Count, double Median, double Deviation, double Low, double High)
{
    private const double ToSigma = 1.4826;

    /// <summary>How much tries differ that seem to be all alike: fewer have been seen than will be.</summary>
    private const double LeastDeviation = 0.25;

    /// <summary>Times the highest that is known; the highest of few is passed soon.</summary>
    private const double AboveHighest = 1.6;

    /// <summary>Deviations beyond which something is no chance, when many tries are known. Of twenty thousand normal ones a day not one.</summary>
    private const double Far = 5;

    public static Usual Of(List<double> values)
    {
        if (values.Count == 0)
        {
            return default;
        }

        values.Sort();
        var median = Middle(values);
        var distances = values.ConvertAll(value => Math.Abs(Math.Log(1 + value) - Math.Log(1 + median)));
        distances.Sort();
        return new Usual(values.Count, median, Middle(distances) * ToSigma, values[0], values[^1]);
    }

    /// <summary>The value is far above all that is usual: by deviations, by at least <paramref name="factor"/> times the median, and above the
    /// highest that is known, the more so the fewer tries are known.</summary>
    public bool IsFarAbove(double value, double factor)
    {
        var doubt = 1 + (4.0 / Count);
        var spread = Math.Max(Deviation, LeastDeviation) * Far * doubt;
        return value >= factor * Math.Max(Median, 1)
            && value > High * (AboveHighest + (6.0 / Count))
            && Math.Log(1 + value) - Math.Log(1 + Median) > spread;
    }

    /// <summary><c>9 to 14 over 23 tries</c>.</summary>
    public string Words(Func<double, string>? format = null)
    {
        format ??= static value => Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture);
        var (low, high) = (format(Low), format(High));
        return string.Create(CultureInfo.InvariantCulture, $"usual {(low == high ? low : $"{low} to {high}")} over {Count} tries");
    }

    private static double Middle(List<double> sorted)
    {
        var half = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
