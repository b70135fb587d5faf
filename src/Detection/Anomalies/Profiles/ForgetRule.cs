using System.Globalization;
using Windsock.Detection.Globs;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>One entry of <c>detection.profiles.forget</c>.</summary>
internal sealed record ForgetRule(GlobPattern Pattern, Instant Before)
{
    /// <param name="error">What is wrong with the text, and how it has to look; empty when it is right.</param>
    public static ForgetRule? Parse(string text, out string error)
    {
        var at = text.LastIndexOf('@');
        if (at > 0 && DateTimeOffset.TryParse(
            text[(at + 1)..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            error = "";
            return new ForgetRule(new GlobPattern(text[..at]), Instant.FromDateTimeOffset(time));
        }

        error = $"'{text}' is not PATTERN@TIME, such as payments_*@2026-11-30T12:00:00Z";
        return null;
    }

    /// <summary>It was learned, last, before the time that the rule names.</summary>
    public bool Covers(ProfileKey key, Instant lastAt) => lastAt < Before && (Pattern.Matches(key.Dag) || Pattern.Matches($"{key.Dag}.{key.Task}"));
}
