using System.Globalization;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>What is usual for one quantity over a window of tries, by robust statistics: median and median absolute deviation, both of
/// the logarithm, since what tries do differs by factors and not by amounts. A few wild tries among many move neither.</summary>
/// <param name="Count">Tries behind it.</param>
/// <param name="Median">Of the quantity.</param>
/// <param name="Deviation">Of log(1 + quantity), scaled to compare with a standard deviation.</param>
/// <param name="Highest">Of two weeks, the window or more.</param>
internal readonly record struct Usual(int Count, double Median, double Deviation, double Low, double High, double Highest)
{
    private const double ToSigma = 1.4826;

    /// <summary>How much tries differ that seem to be all alike: fewer have been seen than will be.</summary>
    private const double LeastDeviation = 0.25;

    /// <summary>Times the highest that is known; the highest of few is passed soon.</summary>
    private const double AboveHighest = 1.6;

    /// <summary>Deviations beyond which something is no chance, when many tries are known.</summary>
    private const double Far = 4;

    /// <param name="highs">Of days, of which the window may hold a part only.</param>
    public static Usual Of(List<double> values, IEnumerable<double> highs)
    {
        if (values.Count == 0)
        {
            return default;
        }

        values.Sort();
        var median = Middle(values);
        var distances = values.ConvertAll(value => Math.Abs(Math.Log(1 + value) - Math.Log(1 + median)));
        distances.Sort();
        return new Usual(values.Count, median, Middle(distances) * ToSigma, values[0], values[^1], highs.Aggregate(values[^1], Math.Max));
    }

    /// <summary>The value is far above all that is usual: by deviations, by at least <paramref name="factor"/> times the median, and above the
    /// highest that is known, the more so the fewer tries are known.</summary>
    public bool IsFarAbove(double value, double factor)
    {
        var doubt = 1 + (4.0 / Count);
        var spread = Math.Max(Deviation, LeastDeviation) * Far * doubt;
        return value >= factor * Math.Max(Median, 1)
            && value > Highest * (AboveHighest + (6.0 / Count))
            && Math.Log(1 + value) - Math.Log(1 + Median) > spread;
    }

    /// <summary><c>usual 9 to 14 over 23 tries</c>, and what there was beyond them in two weeks.</summary>
    public string Words(Func<double, string>? format = null)
    {
        format ??= static value => Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture);
        var (low, high) = (format(Low), format(High));
        var beyond = Highest > High ? $", at most {format(Highest)} in two weeks" : "";
        return string.Create(CultureInfo.InvariantCulture, $"usual {(low == high ? low : $"{low} to {high}")} over {Count} tries{beyond}");
    }

    private static double Middle(List<double> sorted)
    {
        var half = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
