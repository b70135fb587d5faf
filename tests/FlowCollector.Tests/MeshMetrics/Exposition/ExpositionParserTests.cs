using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.MeshMetrics.Exposition;

public sealed class ExpositionParserTests
{
    private static readonly Gen<string> Piece = Gen.Elements(
        "istio_requests_total", "istio_tcp_sent_bytes_total", "istio_request_bytes_sum", "istio_request_bytes_bucket", "envoy_cluster_upstream_rq", "istio_requests_totals",
        "{", "}", "{reporter=\"source\"}", "{reporter=\"source\",}", "{ a = \"b\" , c=\"d\\\"e\\\\\" }", "{a=\"\\x\"}", "{a=\"b\"\"c\"}", "{,}", "{}", "a=\"b\"", ",", "=", "\"", "\\",
        " ", "\t", "1", " 12", " 3.5e+06", " -1", " NaN", " +Inf", " 1 1700000000000", " 7 # {trace_id=\"x\"} 1", "#", "# TYPE istio_requests_total counter", "\r", "\n", "\n", "\nistio_requests_total{a=\"1\"} 5\n",
        "\nistio_tcp_connections_opened_total 9\n", "é", "\0");

    [Fact]
    public void Any_page_in_any_pieces_is_read_as_the_plain_reader_reads_it()
    {
        var pages = Piece.ListOf().Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(pages.Zip(Gen.Choose(1, 40)).ToArbitrary(), pair => AssertSame(pair.Item1, pair.Item2)));
    }

    [Fact]
    public void A_proxys_page_is_read_as_the_plain_reader_reads_it()
    {
        var page = Encoding.UTF8.GetBytes(SomePage.Sidecar());

        Assert.Equal(8, AssertSame(page, 1_000).Series.Count);
        foreach (var size in new[] { 1, 7, 64, page.Length })
        {
            AssertSame(page, size);
        }
    }

    [Fact]
    public void A_line_of_any_length_is_read_or_counted_and_the_next_one_is_read()
    {
        foreach (var length in new[] { ExpositionParser.MaxLineBytes - 1, ExpositionParser.MaxLineBytes, ExpositionParser.MaxLineBytes + 1, 200_000 })
        {
            var start = "istio_requests_total{a=\"";
            var line = start + new string('x', length - start.Length - 4) + "\"} 1";
            var page = Encoding.UTF8.GetBytes($"{line}\nistio_tcp_sent_bytes_total 4\n{line.Replace("istio_requests", "envoy_requests", StringComparison.Ordinal)}\n");

            var (series, unreadable) = AssertSame(page, 4_096);
            Assert.Equal((length <= ExpositionParser.MaxLineBytes ? 2 : 1, length <= ExpositionParser.MaxLineBytes ? 0 : 1), (series.Count, unreadable));
            AssertSame(page, page.Length);
        }
    }

    [Fact]
    public void More_labels_than_any_proxy_has_are_not_read()
    {
        foreach (var count in new[] { SeriesLine.MaxLabels, SeriesLine.MaxLabels + 1 })
        {
            var labels = string.Join(',', Enumerable.Range(0, count).Select(number => $"l{number}=\"v\""));

            Assert.Equal(count <= SeriesLine.MaxLabels ? 0 : 1, AssertSame(Encoding.UTF8.GetBytes($"istio_requests_total{{{labels}}} 1\n"), 100).Unreadable);
        }
    }

    [Fact]
    public void A_line_that_is_cut_off_is_not_believed()
    {
        var (series, unreadable) = AssertSame("istio_requests_total 12345"u8.ToArray(), 3);

        Assert.Equal((0, 1), (series.Count, unreadable));
    }

    [Fact]
    public void Nothing_is_allocated_for_what_a_page_holds()
    {
        var page = Encoding.UTF8.GetBytes(SomePage.Sidecar());
        var reader = new CountingReader();
        var parser = new ExpositionParser(reader);
        Feed();

        Assert.Equal(0, Allocations.Of(Feed));
        Assert.True(reader.Count >= 14, $"{reader.Count} series");

        void Feed()
        {
            for (var at = 0; at < page.Length; at += 1_000)
            {
                parser.Take(page.AsSpan(at, Math.Min(1_000, page.Length - at)));
            }

            parser.End();
        }
    }

    private static (List<string> Series, int Unreadable) AssertSame(byte[] page, int size)
    {
        var plain = PlainExposition.Read(page);
        var reader = new ShowingReader();
        var parser = new ExpositionParser(reader);
        for (var at = 0; at < page.Length; at += size)
        {
            parser.Take(page.AsSpan(at, Math.Min(size, page.Length - at)));
        }

        parser.End();
        Assert.Equal(plain.Series, reader.Series);
        Assert.Equal(plain.Unreadable, parser.Unreadable);
        return plain;
    }

    private sealed class ShowingReader : ISeriesReader
    {
        public List<string> Series { get; } = [];

        public void Read(MeshCounter counter, ReadOnlySpan<byte> labels, double value) => Series.Add(PlainExposition.Show(counter, Encoding.Latin1.GetString(labels), value));
    }

    private sealed class CountingReader : ISeriesReader
    {
        public int Count { get; private set; }

        public void Read(MeshCounter counter, ReadOnlySpan<byte> labels, double value) => Count++;
    }
}
