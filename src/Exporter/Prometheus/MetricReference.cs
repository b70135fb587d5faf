using System.Globalization;
using System.Text;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus;

/// <summary>Renders <c>docs/reference/metrics.md</c> from the descriptions in the code.</summary>
public static class MetricReference
{
    // Longer sets (drop reasons) are listed below the table.
    private const int ValuesInTable = 13;

    /// <param name="families">For example <see cref="MetricRegistry.Families"/>; the order is kept within each group.</param>
    public static string Render(IEnumerable<MetricFamily> families)
    {
        var all = families.ToList();
        var page = new StringBuilder("""
            # Metrics

            Generated from the code; do not edit. Every name begins with `windsock_`. In OpenMetrics a counter's family is named without
            `_total`, an info's without `_info`; histograms have `_bucket`, `_sum` and `_count`. Label values from the cluster are cut at
            253 characters. `_other` stands for what a budget (section `metrics` of the configuration) folded together: sums stay exact.
            Exemplars (OpenMetrics only, on counters and buckets per DAG): `run_id`, `try_number`, `map_index`, `trace_id`, 128 characters
            together; what does not fit goes in this order: the trace id, then the end of the run id.

            The series of a task stay until a complete scrape has shown them and the task was idle for `metrics.seriesTtl`.

            """);
        Append(page, "Per DAG and task", [.. all.Where(IsPerTask)]);
        Append(page, "About the agent itself", [.. all.Where(family => !IsPerTask(family))]);
        return page.ToString();
    }

    private static bool IsPerTask(MetricFamily family) => family.Labels.Contains("dag_id");

    private static void Append(StringBuilder page, string title, IReadOnlyList<MetricFamily> families)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| name | type | labels | meaning | closed values |\n| --- | --- | --- | --- | --- |\n");
        foreach (var family in families)
        {
            var labels = string.Join(", ", family.Labels.Select(label => $"`{label}`"));
            page.Append(CultureInfo.InvariantCulture, $"| `{FamilyText.NamePrefix}{family.Name}` | {TypeOf(family)} | {labels} | {Cell(family.Help)} | {string.Join("; ", ShortValues(family))} |\n");
        }

        foreach (var (family, label) in families.SelectMany(family => family.Labels.Select(label => (family, label))).Where(pair => IsLong(pair.family, pair.label)))
        {
            var values = string.Join(", ", family.ClosedValues[label].Select(value => $"`{Cell(value)}`"));
            page.Append(CultureInfo.InvariantCulture, $"\n`{label}` of `{FamilyText.NamePrefix}{family.Name}`: {values}.\n");
        }
    }

    private static string TypeOf(MetricFamily family) => family.Kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => $"histogram ({string.Join(", ", family.Buckets.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))})",
        MetricKind.Info => "info",
        _ => "gauge",
    };

    private static bool IsLong(MetricFamily family, string label) =>
        family.ClosedValues.TryGetValue(label, out var values) && values.Length > ValuesInTable;

    private static IEnumerable<string> ShortValues(MetricFamily family) => family.Labels
        .Where(family.ClosedValues.ContainsKey)
        .Select(label => IsLong(family, label)
            ? $"`{label}`: below"
            : $"`{label}`: {string.Join(", ", family.ClosedValues[label].Select(value => $"`{Cell(value)}`"))}");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
