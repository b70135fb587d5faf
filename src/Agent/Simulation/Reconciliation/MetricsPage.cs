using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>A page in Prometheus' text format, read here anew so that a mistake of the writer does not hide itself. Comments,
/// timestamps and exemplars are passed over.</summary>
internal sealed class MetricsPage(ImmutableArray<PageSample> samples)
{
    public static MetricsPage Empty { get; } = new([]);

    public ImmutableArray<PageSample> Samples => samples;

    /// <exception cref="FormatException">A line is no sample; the message shows it.</exception>
    public static MetricsPage Parse(string text)
    {
        var samples = ImmutableArray.CreateBuilder<PageSample>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                samples.Add(ParseLine(line));
            }
        }

        return new MetricsPage(samples.ToImmutable());
    }

    public IEnumerable<PageSample> Of(string name) => samples.Where(sample => sample.Name == name);

    public long Sum(string name, params ReadOnlySpan<(string Label, string Value)> conditions)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            if (sample.Name == name && Meets(sample, conditions))
            {
                sum += sample.Value;
            }
        }

        return (long)sum;
    }

    private static bool Meets(PageSample sample, ReadOnlySpan<(string Label, string Value)> conditions)
    {
        foreach (var (label, value) in conditions)
        {
            if (sample[label] != value)
            {
                return false;
            }
        }

        return true;
    }

    private static PageSample ParseLine(string line)
    {
        var end = line.AsSpan().IndexOfAny('{', ' ');
        if (end <= 0)
        {
            throw new FormatException($"not a sample: {line}");
        }

        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var position = line[end] == '{' ? ParseLabels(line, end + 1, labels) : end;
        var value = line[position..].TrimStart().Split(' ')[0];
        return new PageSample(line[..end], labels.ToImmutable(), ParseValue(value, line));
    }

    /// <summary>Answers the position after the closing brace.</summary>
    private static int ParseLabels(string line, int position, ImmutableSortedDictionary<string, string>.Builder labels)
    {
        while (position < line.Length && line[position] != '}')
        {
            var equals = line.IndexOf("=\"", position, StringComparison.Ordinal);
            if (equals < 0)
            {
                break;
            }

            var name = line[position..equals].Trim(',', ' ');
            var value = new StringBuilder();
            position = equals + 2;
            while (position < line.Length && line[position] != '"')
            {
                if (line[position] == '\\' && position + 1 < line.Length)
                {
                    position++;
                    value.Append(line[position] == 'n' ? '\n' : line[position]);
                }
                else
                {
                    value.Append(line[position]);
                }

                position++;
            }

            labels[name] = value.ToString();
            position++;
        }

        return position < line.Length ? position + 1 : throw new FormatException($"labels do not end: {line}");
    }

    private static double ParseValue(string value, string line) => value switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"no value: {line}"),
    };
}
