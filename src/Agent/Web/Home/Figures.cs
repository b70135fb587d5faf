using System.Globalization;

namespace Windsock.Agent.Web.Home;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    /// <summary>Up to here every digit is shown.</summary>
    private const double Exact = 10_000_000;

    private const string Units = "MGTPE";

    /// <summary><c>33,600</c>, and from ten million on three or four digits with a unit: <c>12.3M</c>.</summary>
    public static string Count(long number) => number < Exact ? number.ToString("#,0", CultureInfo.InvariantCulture) : Scaled(number);

    /// <summary>A second, with one decimal.</summary>
    public static string Rate(long count, int seconds)
    {
        var rate = (double)count / Math.Max(1, seconds);
        return rate < Exact ? rate.ToString("#,0.0", CultureInfo.InvariantCulture) : Scaled(rate);
    }

    private static string Scaled(double number)
    {
        var unit = 0;
        number /= 1e6;
        while (number >= 1_000 && unit < Units.Length - 1)
        {
            number /= 1_000;
            unit++;
        }

        return number.ToString("0.#", CultureInfo.InvariantCulture) + Units[unit];
    }
}
