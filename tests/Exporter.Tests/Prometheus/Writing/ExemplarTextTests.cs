using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class ExemplarTextTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public void All_four_labels_fit_for_an_ordinary_run() => Assert.Equal(
        " # {run_id=\"scheduled__2026-01-02T00:00:00+00:00\",try_number=\"2\",map_index=\"17\",trace_id=\"" + Trace + "\"} 1 1767355200.250",
        Write("scheduled__2026-01-02T00:00:00+00:00", 2, 17, Trace));

    [Fact]
    public void What_the_pod_does_not_say_is_left_out() => Assert.Equal(" # {run_id=\"r\"} 1 1767355200.250", Write("r", 0, -1, ""));

    [Fact]
    public void An_example_without_any_label_is_not_written() => Assert.Equal("", Write("", 0, -1, ""));

    [Fact]
    public void A_long_run_id_costs_the_trace_id_first()
    {
        var run = new string('r', 80);
        Assert.Equal($" # {{run_id=\"{run}\",try_number=\"1\"}} 1 1767355200.250", Write(run, 1, -1, Trace));
    }

    [Fact]
    public void A_run_id_that_is_too_long_by_itself_loses_its_end()
    {
        var written = Write(new string('r', 250), 3, 4, Trace);
        // 128 - run_id - try_number3 - map_index4 = 101
        Assert.Equal($" # {{run_id=\"{new string('r', 101)}\",try_number=\"3\",map_index=\"4\"}} 1 1767355200.250", written);
    }

    [Fact]
    public void Any_ids_stay_within_128_characters_and_the_buffer() =>
        Prop.ForAll<string, int, string>((run, number, trace) =>
        {
            var line = "x" + Write(Repeat(run), number, number * 31, Repeat(trace));
            var labels = line.Contains('#', StringComparison.Ordinal) ? SampleReader.Read("x 1" + line[1..]).ExemplarLabels! : [];
            return labels.Sum(label => Runes(label.Name) + Runes(label.Value)) <= ExemplarText.MaxCharacters;
        }).QuickCheckThrowOnFailure();

    private static string Repeat(string? text) => string.Concat(Enumerable.Repeat(text?.Replace("\0", "\U0001F300", StringComparison.Ordinal) ?? "", 9));

    private static int Runes(string text) => text.EnumerateRunes().Count();

    private static string Write(string run, int attempt, int map, string trace)
    {
        var bytes = new byte[ExemplarText.MaxBytes];
        var exemplar = new Exemplar(new TaskTry(new TaskKey("ns", "dag", "task"), run, attempt, map, IdForm.Raw), trace, Some.Noon, 1);
        return Encoding.UTF8.GetString(bytes, 0, ExemplarText.Write(exemplar, bytes));
    }
}
