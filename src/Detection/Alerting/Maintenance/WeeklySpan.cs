using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Maintenance;

/// <summary>A span of the clock, UTC, on some days of every week: <c>Sat 02:00-04:00</c>, <c>Mon-Fri 22:00-06:00</c> (until the next
/// morning), <c>Sat,Sun 00:00-24:00</c>, <c>02:00-04:00</c> (every day). Its end is outside.</summary>
internal sealed class WeeklySpan
{
    public const string Form = "a span in UTC such as \"Sat 02:00-04:00\", \"Mon-Fri 22:00-06:00\" or \"02:00-04:00\" for every day";

    private const int MinutesPerDay = 1_440;

    private static readonly string[] DayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private readonly bool[] _days;
    private readonly int _start;
    private readonly int _length;

    private WeeklySpan(bool[] days, int start, int length) => (_days, _start, _length) = (days, start, length);

    public static bool TryParse(string text, [NotNullWhen(true)] out WeeklySpan? span)
    {
        span = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !TryDays(words.Length == 2 ? words[0] : "Sun-Sat", out var days))
        {
            return false;
        }

        var times = words[^1].Split('-');
        if (times.Length != 2 || !TryMinute(times[0], out var start) || !TryMinute(times[1], out var end) || start == MinutesPerDay || start == end)
        {
            return false;
        }

        span = new WeeklySpan(days, start, end > start ? end - start : end + MinutesPerDay - start);
        return true;
    }

    public bool Contains(Instant at)
    {
        var seconds = at.UnixNanoseconds / 1_000_000_000;
        var day = (int)(((seconds / 86_400) + 4) % 7);
        var minute = (int)(seconds % 86_400 / 60);
        var isToday = _days[day] && minute >= _start && minute < _start + _length;
        return isToday || (_days[(day + 6) % 7] && minute + MinutesPerDay < _start + _length);
    }

    private static bool TryDays(string text, out bool[] days)
    {
        days = new bool[7];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (DayOf(ends[0]), DayOf(ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return false;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                days[day] = true;
                if (day == last)
                {
                    break;
                }
            }
        }

        return true;
    }

    private static int DayOf(string name) => Array.FindIndex(DayNames, day => string.Equals(day, name, StringComparison.OrdinalIgnoreCase));

    private static bool TryMinute(string text, out int minute)
    {
        minute = 0;
        if (text.Length != 5 || text[2] != ':' ||
            !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ||
            !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return false;
        }

        minute = (hours * 60) + minutes;
        return minutes < 60 && minute <= MinutesPerDay;
    }
}
