using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts;

/// <summary>Labels and annotations of one member of an alert, as Prometheus' world has them. Pure. Empty values are left out.</summary>
internal static class AlertLabels
{
    /// <summary>A longer value ends in a hash of the whole: two causes with one beginning stay two.</summary>
    public const int MaxLabel = 200;

    public const int MaxAnnotation = 4_000;

    private const int HashDigits = 8;

    /// <summary>What tells it from every other: nothing in here changes from run to run.</summary>
    public static SortedDictionary<string, string> Identity(Alert alert, Finding finding) => Filled(MaxLabel,
    [
        ("alertname", AlertWords.NameOf(alert.Rule)),
        ("rule", alert.Rule),
        ("severity", FindingNames.Of(finding.Severity)),
        ("namespace", finding.Subject.Namespace),
        ("dag_id", finding.Subject.DagId),
        ("task_id", finding.Subject.TaskId),
        ("subject", finding.Subject.Name),
        ("cause", alert.Cause),
    ]);

    public static SortedDictionary<string, string> Annotations(Alert alert, Finding finding, LinkSet links) => Filled(MaxAnnotation,
    [
        ("summary", finding.Summary),
        ("description", AlertWords.DescriptionOf(finding)),
        ("owners", string.Join(", ", AlertWords.OwnersOf(alert, finding))),
        ("peer", AlertWords.PeerOf(finding)),
        ("source", finding.Source),
        ("run_id", finding.Try?.RunId ?? ""),
        ("try_number", finding.Try is { TryNumber: > 0 } found ? found.TryNumber.ToString(CultureInfo.InvariantCulture) : ""),
        ("map_index", finding.Try is { MapIndex: >= 0 } mapped ? mapped.MapIndex.ToString(CultureInfo.InvariantCulture) : ""),
        ("trace_id", finding.TraceId),
        ("runbook_url", links.Runbook),
        ("dashboard_url", links.Dashboard),
        ("log_url", links.Log),
        ("trace_url", links.Trace),
        ("resolved_because", alert.ResolvedBecause),
    ]);

    /// <summary>A value of a label: one line, bounded.</summary>
    public static string Value(string text)
    {
        var line = PlainText.Line(text, int.MaxValue).Trim();
        return line.Length <= MaxLabel ? line
            : $"{PlainText.Line(line, MaxLabel - HashDigits - 1)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits]}";
    }

    private static SortedDictionary<string, string> Filled(int most, ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var filled = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            var shown = most == MaxLabel ? Value(value) : PlainText.Lines(value, most).Trim();
            if (shown.Length > 0)
            {
                filled.Add(name, shown);
            }
        }

        return filled;
    }
}
