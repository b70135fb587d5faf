using System.Buffers;
using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>Writes sample lines straight into the output's own memory.</summary>
/// <param name="output">Where the response is built.</param>
internal readonly struct SampleWriter(IBufferWriter<byte> output, ExpositionFormat format)
{
    /// <summary>Descriptors of a family. Written before its first sample, and only if there is one.</summary>
    /// <returns>Bytes written, here and below.</returns>
    public int WriteHeader(FamilyText text) => WriteBytes(text.Header(format));

    public int WriteEnd() => format == ExpositionFormat.OpenMetrics ? WriteBytes("# EOF\n"u8) : 0;

    public int Write(FamilyText text, CountedSeries series) => series is HistogramSeries histogram
        ? WriteHistogram(text, histogram)
        : WriteCounter(text, (CounterSeries)series);

    /// <summary>A sample of a family whose labels come as text.</summary>
    public int Write(FamilyText text, double value, ReadOnlySpan<string> labelValues)
    {
        var size = text.Name.Length + GoNumber.MaxLength + 4;
        for (var i = 0; i < labelValues.Length; i++)
        {
            size += text.LabelNames[i].Length + EscapedText.MaxBytes(labelValues[i].Length) + 4;
        }

        var line = new LineSpan(output.GetSpan(size));
        line.Add(text.Name);
        for (var i = 0; i < labelValues.Length; i++)
        {
            line.Add(i == 0 ? (byte)'{' : (byte)',');
            line.Add(text.LabelNames[i]);
            line.Add("=\""u8);
            line.Length += EscapedText.WriteQuoted(labelValues[i], line.Rest);
            line.Add((byte)'"');
        }

        line.Add(labelValues.Length > 0 ? "} "u8 : " "u8);
        line.Length += GoNumber.Write(value, line.Rest);
        return Finish(ref line, null);
    }

    public int WriteBytes(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        return bytes.Length;
    }

    private int WriteCounter(FamilyText text, CounterSeries series)
    {
        var line = Begin(text.Name, series);
        line.Add("} "u8);
        line.Length += GoNumber.Write(series.Value, line.Rest);
        return Finish(ref line, series.Exemplar);
    }

    private int WriteHistogram(FamilyText text, HistogramSeries series)
    {
        var written = 0;
        var total = 0L;
        for (var bucket = 0; bucket < series.Buckets; bucket++)
        {
            total += series.CountIn(bucket);
            var line = Begin(text.BucketName, series);
            line.Add(text.Bounds[bucket]);
            line.Length += GoNumber.Write(total, line.Rest);
            written += Finish(ref line, series.ExemplarIn(bucket));
        }

        var sum = Begin(text.SumName, series);
        sum.Add("} "u8);
        sum.Length += GoNumber.Write(series.Sum, sum.Rest);
        written += Finish(ref sum, null);

        var count = Begin(text.CountName, series);
        count.Add("} "u8);
        count.Length += GoNumber.Write(total, count.Rest);
        return written + Finish(ref count, null);
    }

    private LineSpan Begin(byte[] name, CountedSeries series)
    {
        var prefix = series.Owner.Prefix;
        // 64: a bucket's bound, the value, brace and line feed.
        // Read once: it may be changed beside.
        var suffix = series.Suffix;
        var line = new LineSpan(output.GetSpan(name.Length + prefix.Length + suffix.Length + 64 + ExemplarText.MaxBytes));
        line.Add(name);
        line.Add(prefix);
        line.Add(suffix);
        return line;
    }

    private int Finish(ref LineSpan line, Exemplar? exemplar)
    {
        if (exemplar is not null && format == ExpositionFormat.OpenMetrics)
        {
            line.Length += ExemplarText.Write(exemplar, line.Rest);
        }

        line.Add((byte)'\n');
        output.Advance(line.Length);
        return line.Length;
    }

    private ref struct LineSpan(Span<byte> output)
    {
        private readonly Span<byte> _output = output;

        public int Length { get; set; }

        public readonly Span<byte> Rest => _output[Length..];

        public void Add(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Rest);
            Length += bytes.Length;
        }

        public void Add(byte value) => _output[Length++] = value;
    }
}
