using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tries;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Maintenance;

/// <summary>The times of one window: once, from a time until another, or every week.</summary>
internal sealed class MaintenanceTimes
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private readonly Instant _from;
    private readonly Instant _to;
    private readonly WeeklySpan? _weekly;

    private MaintenanceTimes(Instant from, Instant to, WeeklySpan? weekly) => (_from, _to, _weekly) = (from, to, weekly);

    public static bool TryRead(MaintenanceOptions window, [NotNullWhen(true)] out MaintenanceTimes? times, out string problem)
    {
        times = null;
        problem = "";
        var isOnce = window.From.Length > 0 || window.To.Length > 0;
        if (isOnce == window.When.Length > 0)
        {
            problem = "a window has either from and to, or when: give one of the two";
        }
        else if (!isOnce)
        {
            if (WeeklySpan.TryParse(window.When, out var weekly))
            {
                times = new MaintenanceTimes(default, default, weekly);
            }
            else
            {
                problem = $"'{OneLine.Of(Short(window.When))}' is not {WeeklySpan.Form}";
            }
        }
        else if (TryTime(window.From, out var from, ref problem) && TryTime(window.To, out var to, ref problem))
        {
            times = to > from ? new MaintenanceTimes(from, to, null) : null;
            problem = times is null ? $"to ({Short(window.To)}) is not after from ({Short(window.From)})" : "";
        }

        return times is not null;
    }

    public bool Contains(Instant at) => _weekly?.Contains(at) ?? (at >= _from && at < _to);

    private static bool TryTime(string text, out Instant at, ref string problem)
    {
        at = DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? Instant.FromDateTimeOffset(time)
            : Instant.Missing;
        if (at.IsMissing)
        {
            problem = $"'{OneLine.Of(Short(text))}' is not a time from 1970 to 2262 such as 2026-03-01T02:00Z; without an offset it is UTC";
        }

        return !at.IsMissing;
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "..." : text;
}
