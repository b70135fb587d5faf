using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>Chooses format and encoding from the request's <c>Accept</c> and <c>Accept-Encoding</c> (RFC 9110, sections 12.5.1
/// and 12.5.3). Whatever cannot be read or met gets plain text: an unreadable header must not cost a scrape.</summary>
internal static class ExpositionNegotiation
{
    public const string TextContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static string ContentTypeOf(ExpositionFormat format) =>
        format == ExpositionFormat.OpenMetrics ? OpenMetricsContentType : TextContentType;

    /// <summary>OpenMetrics when the client names it with a higher weight than text, or names both with the same one.
    /// A wildcard alone is a browser or a shell: text.</summary>
    public static ExpositionFormat ChooseFormat(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return ExpositionFormat.Text;
        }

        var openMetrics = BestFit(ranges, "application", "openmetrics-text", "1.0.0");
        var text = BestFit(ranges, "text", "plain", "0.0.4");
        var isNamed = openMetrics.Specificity >= 2;
        return openMetrics.Weight > text.Weight || (isNamed && openMetrics.Weight > 0 && openMetrics.Weight == text.Weight)
            ? ExpositionFormat.OpenMetrics
            : ExpositionFormat.Text;
    }

    public static bool ChoosesGzip(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var codings))
        {
            return false;
        }

        double? gzip = null;
        double? any = null;
        foreach (var coding in codings)
        {
            if (coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                gzip = coding.Quality ?? 1;
            }
            else if (coding.Value.Equals("*", StringComparison.Ordinal))
            {
                any = coding.Quality ?? 1;
            }
        }

        return (gzip ?? any ?? 0) > 0;
    }

    // The most specific range that covers the type decides its weight, not the heaviest one.
    private static Fit BestFit(IList<MediaTypeHeaderValue> ranges, string type, string subType, string version)
    {
        var best = default(Fit);
        foreach (var range in ranges)
        {
            var specificity = SpecificityFor(range, type, subType, version);
            var weight = range.Quality ?? 1;
            if (specificity > best.Specificity || (specificity > 0 && specificity == best.Specificity && weight > best.Weight))
            {
                best = new Fit(specificity, weight);
            }
        }

        return best;
    }

    private static int SpecificityFor(MediaTypeHeaderValue range, string type, string subType, string version)
    {
        if (range.MatchesAllTypes)
        {
            return 1;
        }

        if (!range.Type.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        if (range.MatchesAllSubTypes)
        {
            return 1;
        }

        if (!range.SubType.Equals(subType, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        foreach (var parameter in range.Parameters)
        {
            if (parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).Equals(version, StringComparison.Ordinal) ? 3 : 0;
            }
        }

        return 2;
    }

    private readonly record struct Fit(int Specificity, double Weight);
}
