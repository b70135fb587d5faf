using System.Buffers;
using System.Globalization;

namespace Windsock.Agent.Configuration.Values;

/// <summary>Durations as people write them: numbers with a unit, largest first (<c>3s</c>, <c>500ms</c>, <c>1h30m</c>).</summary>
internal static class DurationText
{
    public const string Form = "a duration such as 500ms, 3s, 5m, 1h30m or 2d";

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>A unit is required (a bare number is ambiguous) and each one may appear once, in falling order. Decimals are
    /// allowed (<c>1.5s</c>), signs are not. At most 36,500 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        var total = 0m;
        var next = 0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits <= 0 || digits > 12 ||
                !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberLetters);
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var index = Array.FindIndex(Units, candidate => candidate.Unit == unit);
            if (index < next)
            {
                return false;
            }

            next = index + 1;
            total += number * Units[index].Ticks;
            rest = rest[unit.Length..];
        }

        if (next == 0 || total > 36_500m * TimeSpan.TicksPerDay)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)total);
        return true;
    }

    /// <summary>The shortest text of whole units that reads back as the same duration; fractions of a millisecond stay a fraction.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            return "0s";
        }

        var text = "";
        var ticks = duration.Ticks;
        foreach (var (unit, size) in Units)
        {
            var count = unit == "ms" ? (decimal)ticks / size : ticks / size;
            if (count > 0)
            {
                text += string.Create(CultureInfo.InvariantCulture, $"{count:0.####}{unit}");
                ticks %= size;
            }
        }

        return text;
    }
}
