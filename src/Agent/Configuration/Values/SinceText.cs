using System.Globalization;

namespace Windsock.Agent.Configuration.Values;

/// <summary>A time in the past as people write it: a duration back from now (<c>5m</c>), or a time in ISO 8601.</summary>
internal static class SinceText
{
    public const string Form = DurationText.Form + ", or a time such as 2026-03-01T09:30:00Z";

    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset since)
    {
        if (DurationText.TryParse(text, out var span))
        {
            since = now - DateTimeOffset.UnixEpoch > span ? now - span : DateTimeOffset.UnixEpoch.AddTicks(1);
            return true;
        }

        // Without an offset it is UTC, as everything the agent writes.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since) && text.Contains('-', StringComparison.Ordinal) && since > DateTimeOffset.UnixEpoch;
    }
}
