using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class SampleWriterTests
{
    private static readonly MetricFamily Gauge = new("depth", MetricKind.Gauge, "Depth.", ["first", "second"]);
    private static readonly MetricFamily Counter = new("seen_total", MetricKind.Counter, "Seen.", ["namespace", "dag_id", "task_id"]);
    private static readonly MetricFamily Histogram = new("wait_seconds", MetricKind.Histogram, "Wait.", ["namespace", "dag_id", "task_id"]) { Buckets = [0.1, 1, 1e6] };

    [Fact]
    public void Samples_with_any_labels_and_values_equal_those_of_the_plain_writer() =>
        Prop.ForAll<string, string, double>((first, second, value) =>
        {
            var (one, two) = (first ?? "", second ?? "");
            var text = Write(writer => writer.Write(new FamilyText(Gauge), value, [one, two]));
            var sample = SampleReader.Read(text[..^1]);
            return text == $"windsock_depth{Plain(("first", one), ("second", two))} {PlainNumber(value)}\n"
                && sample.Value.Equals(value == 0 ? 0 : value)
                && sample.Label("first") == Valid(one)
                && sample.Label("second") == Valid(two);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Series_of_any_task_equal_those_of_the_plain_writer() =>
        Prop.ForAll<string, string, int[]>((dag, task, latencies) =>
        {
            var key = new TaskKey("ns", LabelText.Clean(dag ?? ""), LabelText.Clean(task ?? ""));
            var block = new TaskBlock(key, new DagBlock(key.Namespace, key.DagId, 1, 1), isRest: false, 1);
            var (counter, histogram) = (new CounterSeries(block, []), new HistogramSeries(block, [], Histogram.Buckets));
            var flow = Some.Flow();
            var sighting = new Sighting(in flow, Some.TaskPod(), block, Some.Postgres, 0, 0, Some.Noon);
            double[] values = [.. (latencies ?? []).Select(latency => Math.Abs((double)latency) / 8)];
            foreach (var value in values)
            {
                counter.Count(sighting);
                histogram.Observe(value, sighting);
            }

            return Write(writer => writer.Write(new FamilyText(Counter), counter)) == $"windsock_seen_total{Plain(Labels(key))} {values.Length}\n"
                && Write(writer => writer.Write(new FamilyText(Histogram), histogram)) == PlainHistogram(key, values);
        }).QuickCheckThrowOnFailure();

    private static string PlainHistogram(TaskKey key, double[] values)
    {
        var text = new StringBuilder();
        foreach (var (bound, name) in new[] { (0.1, "0.1"), (1, "1.0"), (1e6, "1e+06"), (double.PositiveInfinity, "+Inf") })
        {
            text.Append(CultureInfo.InvariantCulture, $"windsock_wait_seconds_bucket{Plain([.. Labels(key), ("le", name)])} {values.Count(value => value <= bound)}\n");
        }

        var sum = values.Aggregate(0d, (total, value) => total + value);
        return text
            .Append(CultureInfo.InvariantCulture, $"windsock_wait_seconds_sum{Plain(Labels(key))} {PlainNumber(sum)}\n")
            .Append(CultureInfo.InvariantCulture, $"windsock_wait_seconds_count{Plain(Labels(key))} {values.Length}\n")
            .ToString();
    }

    private static (string, string)[] Labels(TaskKey key) => [("namespace", key.Namespace), ("dag_id", key.DagId), ("task_id", key.TaskId)];

    private static string Plain(params (string Name, string Value)[] labels) =>
        "{" + string.Join(',', labels.Select(label => $"{label.Name}=\"{Valid(label.Value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"")) + "}";

    // By decimal digits rather than by moving bytes: whole numbers as they are, the rest from .NET's own shortest text.
    private static string PlainNumber(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        if (Math.Abs(value) < 9_007_199_254_740_992 && Math.Truncate(value) == value)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        var digits = 0;
        while (digits < 17 && double.Parse(value.ToString($"E{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) != value)
        {
            digits++;
        }

        var scientific = value.ToString($"E{digits}", CultureInfo.InvariantCulture);
        var mantissa = scientific[..scientific.IndexOf('E', StringComparison.Ordinal)];
        var exponent = int.Parse(scientific[(scientific.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        return exponent is < -4 or >= 6
            ? $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
            : value.ToString($"F{Math.Max(0, digits - exponent)}", CultureInfo.InvariantCulture);
    }

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Write(Func<SampleWriter, int> write)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(write(new SampleWriter(output, ExpositionFormat.Text)), output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
