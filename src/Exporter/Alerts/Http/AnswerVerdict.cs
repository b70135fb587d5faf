using System.Globalization;
using System.Net.Http.Headers;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>What an HTTP answer means for a delivery. Pure.</summary>
internal static class AnswerVerdict
{
    /// <summary>Who asks for more is not taken at his word: the alert would be old news.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    public static bool IsDelivered(int status) => status is >= 200 and < 300;

    /// <summary>408 and 425 are about this attempt, 429 about the pace, 5xx about the receiver: the same may succeed later. Every other
    /// answer would be the same again.</summary>
    public static bool IsRetryable(int status) => status is 408 or 425 or 429 or >= 500;

    public static bool IsRedirect(int status) => status is >= 300 and < 400;

    /// <param name="host">As it may be shown.</param>
    /// <param name="firstLine">Of the body, redacted and cleaned; empty when there is none.</param>
    /// <param name="mend">What to do about it; may be empty.</param>
    public static Delivery Of(int status, string host, TimeSpan? retryAfter, string firstLine, string mend)
    {
        var code = status.ToString(CultureInfo.InvariantCulture);
        return IsDelivered(status) ? Delivery.Delivered
            : status == 429 ? Delivery.Retryable($"{host} asks for fewer messages (HTTP 429)", retryAfter)
            : IsRetryable(status) ? Delivery.Retryable($"{host} failed to take it (HTTP {code})", retryAfter)
            : Delivery.Rejected($"{host} refuses it (HTTP {code}){(firstLine.Length > 0 ? $": {firstLine}" : "")}{(mend.Length > 0 ? $"; {mend}" : "")}");
    }

    /// <param name="target">Host that it leads to, as it may be shown.</param>
    /// <param name="key">Of the configuration that the address comes from.</param>
    public static Delivery Redirected(int status, string host, string target, string key) => Delivery.Rejected(
        $"{host} redirects to {target} (HTTP {status.ToString(CultureInfo.InvariantCulture)}), which is never followed, because it would carry secrets there: set {key} to where the receiver is");

    /// <summary>Header Retry-After: seconds or a date, from now on. Null when there is none.</summary>
    public static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        if ((header?.Delta ?? header?.Date - now) is not { } asked)
        {
            return null;
        }

        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }
}
