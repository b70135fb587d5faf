using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Windsock.FlowCollector.MeshMetrics.Exposition;

namespace Windsock.FlowCollector.Tests.MeshMetrics.Exposition;

/// <summary>The same reading of a page in the plainest way: whole lines, a regular expression for the grammar, objects for everything.</summary>
internal static partial class PlainExposition
{
    private static readonly Dictionary<string, MeshCounter> Wanted = new(StringComparer.Ordinal)
    {
        ["istio_requests_total"] = MeshCounter.Requests,
        ["istio_request_bytes_sum"] = MeshCounter.RequestBytes,
        ["istio_response_bytes_sum"] = MeshCounter.ResponseBytes,
        ["istio_tcp_received_bytes_total"] = MeshCounter.TcpReceivedBytes,
        ["istio_tcp_sent_bytes_total"] = MeshCounter.TcpSentBytes,
        ["istio_tcp_connections_opened_total"] = MeshCounter.TcpOpened,
        ["istio_tcp_connections_closed_total"] = MeshCounter.TcpClosed,
    };

    public static (List<string> Series, int Unreadable) Read(byte[] page)
    {
        // One character per byte: the grammar cares about single bytes only.
        var lines = Encoding.Latin1.GetString(page).Split('\n');
        var series = new List<string>();
        var unreadable = 0;
        for (var number = 0; number < lines.Length; number++)
        {
            var line = lines[number];
            var name = NameOf().Match(line).Groups[1].Value;
            if (!Wanted.TryGetValue(name, out var counter))
            {
                continue;
            }

            var isWhole = number < lines.Length - 1 && line.Length <= ExpositionParser.MaxLineBytes;
            if (isWhole && Line().Match(line.TrimEnd('\r')) is { Success: true } match && match.Groups["label"].Captures.Count <= SeriesLine.MaxLabels && Number(match.Groups["value"].Value) is { } value && value >= 0
                && (match.Groups["time"].Value.Length == 0 || Number(match.Groups["time"].Value) is not null))
            {
                series.Add(Show(counter, match.Groups["labels"].Value, value));
            }
            else
            {
                unreadable++;
            }
        }

        return (series, unreadable);
    }

    public static string Show(MeshCounter counter, string labels, double value) => string.Create(CultureInfo.InvariantCulture, $"{counter} [{labels}] {value:R}");

    // .NET overlooks zero bytes behind a number.
    private static double? Number(string text) =>
        !text.EndsWith('\0') && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex("""^[ \t]*([^ \t{]*)""")]
    private static partial Regex NameOf();

    [GeneratedRegex("""^[ \t]*[a-z_]+[ \t]*(\{(?<labels>[ \t]*((?<label>[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"([^"\\]|\\["\\n])*")[ \t]*(,[ \t]*(?<label>[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"([^"\\]|\\["\\n])*")[ \t]*)*(,[ \t]*)?)?)\}[ \t]*)?(?<value>[^ \t{#]+)([ \t]+(?<time>[^ \t#][^ \t]*))?[ \t]*([ \t]#.*)?$""", RegexOptions.Singleline)]
    private static partial Regex Line();
}
