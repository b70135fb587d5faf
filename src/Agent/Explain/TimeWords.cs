using System.Globalization;

namespace Windsock.Agent.Explain;

/// <summary>Times and spans as people read them; all times are UTC.</summary>
internal static class TimeWords
{
    /// <summary>Two units at most: <c>0.4s</c>, <c>14s</c>, <c>1m14s</c>, <c>2h05m</c>, <c>3d04h</c>.</summary>
    public static string Span(TimeSpan span)
    {
        var size = span.Duration();
        return size switch
        {
            { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{size.TotalSeconds:0.0}s"),
            { TotalSeconds: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{size.TotalSeconds:0}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)size.TotalMinutes}m{size.Seconds:00}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)size.TotalHours}h{size.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)size.TotalDays}d{size.Hours:00}h"),
        };
    }

    /// <summary>From <paramref name="anchor"/>: <c>-14s</c> is before it, <c>+3.2s</c> after it, <c>0s</c> at it.</summary>
    public static string Offset(DateTimeOffset time, DateTimeOffset anchor) =>
        (time - anchor).Duration() < TimeSpan.FromMilliseconds(50) ? "0s" : (time < anchor ? "-" : "+") + Span(time - anchor);

    public static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset time) => time.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The date only where it is another one than <paramref name="day"/>'s.</summary>
    public static string Short(DateTimeOffset? time, DateTimeOffset? day) =>
        time is not { } moment ? ""
        : day is { } reference && Date(moment) == Date(reference) ? Clock(moment)
        : $"{Date(moment)} {Clock(moment)}";
}
