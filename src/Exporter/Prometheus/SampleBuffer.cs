using System.Buffers;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus;

/// <summary>Takes the numbers of all metric sources for one scrape and sorts them by family: two sources may report one family,
/// and neither format allows a family to be written in two places.</summary>
internal sealed class SampleBuffer : IMetricCollector
{
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private readonly ExpositionFormat _format;

    public SampleBuffer(IEnumerable<FamilyText> families, ExpositionFormat format)
    {
        _format = format;
        foreach (var text in families)
        {
            _parts.Add(text.Family.Name, new Part(text, new ArrayBufferWriter<byte>()));
        }
    }

    /// <exception cref="ArgumentException">The family was not announced, or the labels do not fit it.</exception>
    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues)
    {
        if (!_parts.TryGetValue(family.Name, out var part))
        {
            throw new ArgumentException($"Metric family '{family.Name}' is not among the families its source announced.", nameof(family));
        }

        if (labelValues.Length != part.Text.LabelNames.Length)
        {
            throw new ArgumentException($"Metric family '{family.Name}' has {part.Text.LabelNames.Length} labels, {labelValues.Length} values were given.", nameof(labelValues));
        }

        new SampleWriter(part.Samples, _format).Write(part.Text, value, labelValues);
    }

    /// <summary>The lines of a family; empty when nobody reported one.</summary>
    public ReadOnlySpan<byte> SamplesOf(FamilyText text) => _parts[text.Family.Name].Samples.WrittenSpan;

    private readonly record struct Part(FamilyText Text, ArrayBufferWriter<byte> Samples);
}
