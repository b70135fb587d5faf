using System.Text;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>A family's fixed text, rendered once: its descriptors in both formats and the names of its samples. This is where
/// a description that neither format could hold stops the start.</summary>
internal sealed class FamilyText
{
    public const string NamePrefix = "windsock_";

    private static readonly string[] ReservedSuffixes = ["_bucket", "_count", "_sum", "_created", "_total", "_info"];

    private readonly byte[] _textHeader;
    private readonly byte[] _openMetricsHeader;

    /// <exception cref="ArgumentException">The description breaks a rule; the message names family and rule.</exception>
    public FamilyText(MetricFamily family)
    {
        Check(family);
        Family = family;
        var name = NamePrefix + family.Name;
        _textHeader = Encoding.UTF8.GetBytes(HeaderFor(family, name, ExpositionFormat.Text));
        _openMetricsHeader = Encoding.UTF8.GetBytes(HeaderFor(family, name, ExpositionFormat.OpenMetrics));
        Name = Encoding.UTF8.GetBytes(name);
        BucketName = [.. Name, .. "_bucket"u8];
        SumName = [.. Name, .. "_sum"u8];
        CountName = [.. Name, .. "_count"u8];
        LabelNames = [.. family.Labels.Select(Encoding.UTF8.GetBytes)];
        Bounds = [.. family.Buckets.Append(double.PositiveInfinity).Select(BoundText)];
    }

    public MetricFamily Family { get; }

    /// <summary>Name of a counter's, gauge's or info's sample: the same in both formats.</summary>
    public byte[] Name { get; }

    public byte[] BucketName { get; }

    public byte[] SumName { get; }

    public byte[] CountName { get; }

    public byte[][] LabelNames { get; }

    /// <summary><c>,le="0.005"} </c> for each bucket, +Inf last. Both formats use OpenMetrics' spelling, so that a bucket is the
    /// same series whatever format was negotiated.</summary>
    public byte[][] Bounds { get; }

    /// <summary>Descriptor lines.</summary>
    public ReadOnlySpan<byte> Header(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics ? _openMetricsHeader : _textHeader;

    private static string HeaderFor(MetricFamily family, string name, ExpositionFormat format)
    {
        var help = EscapedText.HelpFor(family.Help, format);
        if (format == ExpositionFormat.Text)
        {
            return $"# HELP {name} {help}\n# TYPE {name} {TypeOf(family.Kind, isOpenMetrics: false)}\n";
        }

        // OpenMetrics names the family without the suffix of its samples.
        var bare = family.Kind switch
        {
            MetricKind.Counter => name[..^"_total".Length],
            MetricKind.Info => name[..^"_info".Length],
            _ => name,
        };
        var unit = family.Unit.Length > 0 ? $"# UNIT {bare} {family.Unit}\n" : "";
        return $"# TYPE {bare} {TypeOf(family.Kind, isOpenMetrics: true)}\n{unit}# HELP {bare} {help}\n";
    }

    private static string TypeOf(MetricKind kind, bool isOpenMetrics) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        MetricKind.Info when isOpenMetrics => "info",
        _ => "gauge",
    };

    private static byte[] BoundText(double bound)
    {
        Span<byte> number = stackalloc byte[GoNumber.MaxLength];
        var length = GoNumber.WriteBound(bound, number);
        return [.. ",le=\""u8, .. number[..length], .. "\"} "u8];
    }

    private static void Check(MetricFamily family)
    {
        var problem = ProblemOf(family);
        if (problem.Length > 0)
        {
            throw new ArgumentException($"Metric family '{family.Name}': {problem}", nameof(family));
        }
    }

    private static string ProblemOf(MetricFamily family)
    {
        var suffix = family.Kind switch { MetricKind.Counter => "_total", MetricKind.Info => "_info", _ => "" };
        var bare = family.Name.EndsWith(suffix, StringComparison.Ordinal) ? family.Name[..^suffix.Length] : "";
        return bare.Length == 0 ? $"the name of a {family.Kind} ends in '{suffix}'."
            : !IsName(bare) || family.Name.StartsWith(NamePrefix, StringComparison.Ordinal) ? $"the name is letters, digits and '_', without the prefix '{NamePrefix}'."
            : ReservedSuffixes.Any(reserved => bare.EndsWith(reserved, StringComparison.Ordinal)) ? "the name ends in a suffix that is reserved for samples of another kind."
            : family.Help.Length == 0 || family.Help.Contains('\n', StringComparison.Ordinal) ? "help is one line and not empty."
            : !family.Labels.All(IsName) || family.Labels.Distinct().Count() != family.Labels.Length ? "label names are letters, digits and '_', each once."
            : family.Labels.Any(label => label is "le" or "quantile" || label.StartsWith("__", StringComparison.Ordinal)) ? "'le', 'quantile' and '__' are reserved label names."
            : family.Unit.Length > 0 && (!bare.EndsWith("_" + family.Unit, StringComparison.Ordinal) || family.Kind == MetricKind.Info) ? $"the name does not end in the unit '{family.Unit}'."
            : (family.Kind == MetricKind.Histogram) == family.Buckets.IsEmpty ? "exactly histograms have buckets."
            : !IsAscending(family) ? "buckets are finite and ascending."
            : "";
    }

    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool IsAscending(MetricFamily family) =>
        family.Buckets.All(double.IsFinite) && family.Buckets.Zip(family.Buckets.Skip(1)).All(pair => pair.First < pair.Second);
}
