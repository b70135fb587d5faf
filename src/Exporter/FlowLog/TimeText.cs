using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Exporter.FlowLog;

/// <summary>A time in ISO 8601 and UTC with all nine digits: <c>2026-03-01T09:31:00.123456789Z</c>.</summary>
internal static class TimeText
{
    private const int Length = 30;

    public static string Of(Instant time) => string.Create(Length, time, static (text, instant) =>
    {
        instant.ToDateTimeOffset().TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        (instant.UnixNanoseconds % 100).TryFormat(text[written..], out _, "00", CultureInfo.InvariantCulture);
        text[^1] = 'Z';
    });
}
