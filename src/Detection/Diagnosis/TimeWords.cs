using System.Globalization;

namespace Windsock.Detection.Diagnosis;

/// <summary>Spans of time as people say them.</summary>
internal static class TimeWords
{
    /// <summary><c>14 s</c>, <c>3 min</c>, <c>2 h 5 min</c>; times of Kubernetes are whole seconds, so nothing finer.</summary>
    public static string Of(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds, MidpointRounding.AwayFromZero);
        return seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s")
            : seconds < 5_400 ? string.Create(CultureInfo.InvariantCulture, $"{(seconds + 30) / 60} min")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h {seconds % 3_600 / 60} min");
    }
}
