using System.Globalization;
using System.Text;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus;

/// <summary>A strict reader of both formats, written from their grammars: anything out of order fails.</summary>
internal sealed class ParsedExposition
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public List<ParsedSample> Samples { get; } = [];

    public static ParsedExposition Parse(string text, ExpositionFormat format)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var parsed = new ParsedExposition();
        var lines = text[..^1].Split('\n');
        if (format == ExpositionFormat.OpenMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
            lines = lines[..^1];
        }

        var family = "";
        foreach (var line in lines)
        {
            family = line.StartsWith('#') ? parsed.ReadDescriptor(line, family, format) : parsed.ReadSample(line, family);
        }

        return parsed;
    }

    /// <summary>Value of the sample with exactly these labels in any order, null when there is none.</summary>
    public double? Value(string name, params (string Name, string Value)[] labels) =>
        _values.TryGetValue(Identity(name, labels), out var value) ? value : null;

    public IEnumerable<ParsedSample> Of(string name) => Samples.Where(sample => sample.Name == name);

    public double Sum(string name) => Of(name).Sum(sample => sample.Value);

    private static string Identity(string name, IEnumerable<(string Name, string Value)> labels) =>
        name + string.Concat(labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"\u0001{label.Name}\u0002{label.Value}"));

    private string ReadDescriptor(string line, string family, ExpositionFormat format)
    {
        var parts = line.Split(' ', 4);
        Assert.Equal("#", parts[0]);
        var name = parts[2];
        if (parts[1] == "TYPE")
        {
            // A second TYPE of a name would be an interleaved family.
            Types.Add(name, parts[3]);
        }

        if (parts[1] == "UNIT")
        {
            Assert.Equal(ExpositionFormat.OpenMetrics, format);
            Assert.EndsWith("_" + parts[3], name, StringComparison.Ordinal);
        }

        Assert.Contains(parts[1], new[] { "TYPE", "HELP", "UNIT" });
        Assert.True(name != family || parts[1] != "HELP" || format == ExpositionFormat.OpenMetrics, "text: HELP comes first");
        return name;
    }

    private string ReadSample(string line, string family)
    {
        var sample = SampleReader.Read(line);
        Assert.StartsWith(family, sample.Name, StringComparison.Ordinal);
        Assert.Contains(sample.Name[family.Length..], new[] { "", "_total", "_info", "_bucket", "_sum", "_count" });
        Samples.Add(sample);

        // A label set that comes twice would be refused by Prometheus.
        _values.Add(Identity(sample.Name, sample.Labels), sample.Value);
        return family;
    }
}

internal sealed record ParsedSample(string Name, IReadOnlyList<(string Name, string Value)> Labels, double Value, IReadOnlyList<(string Name, string Value)>? ExemplarLabels, double ExemplarValue, double ExemplarTime)
{
    public string Label(string name) => Labels.Single(label => label.Name == name).Value;
}

internal ref struct SampleReader
{
    private readonly string _line;
    private int _at;

    private SampleReader(string line) => _line = line;

    public static ParsedSample Read(string line)
    {
        var reader = new SampleReader(line);
        var name = reader.Until('{', ' ');
        var labels = reader.Labels();
        reader.Expect(' ');
        var value = Number(reader.Until(' '));
        if (reader._at == line.Length)
        {
            return new ParsedSample(name, labels, value, null, 0, 0);
        }

        foreach (var c in " # ")
        {
            reader.Expect(c);
        }

        var exemplar = reader.Labels();
        reader.Expect(' ');
        var exemplarValue = Number(reader.Until(' '));
        reader.Expect(' ');
        var time = Number(reader.Until(' '));
        Assert.Equal(line.Length, reader._at);
        return new ParsedSample(name, labels, value, exemplar, exemplarValue, time);
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private string Until(params ReadOnlySpan<char> stops)
    {
        var rest = _line.AsSpan(_at);
        var length = rest.IndexOfAny(stops);
        length = length < 0 ? rest.Length : length;
        _at += length;
        return rest[..length].ToString();
    }

    private void Expect(char c)
    {
        Assert.True(_at < _line.Length && _line[_at] == c, $"'{c}' expected at {_at} of: {_line}");
        _at++;
    }

    private List<(string Name, string Value)> Labels()
    {
        var labels = new List<(string, string)>();
        if (_at >= _line.Length || _line[_at] != '{')
        {
            return labels;
        }

        do
        {
            _at++;
            var name = Until('=');
            Expect('=');
            labels.Add((name, Quoted()));
        }
        while (_line[_at] == ',');
        Expect('}');
        return labels;
    }

    private string Quoted()
    {
        var text = new StringBuilder();
        Expect('"');
        while (_line[_at] != '"')
        {
            var c = _line[_at++];
            if (c == '\\')
            {
                c = _line[_at++] switch { 'n' => '\n', '"' => '"', '\\' => '\\', var other => throw new FormatException($"\\{other} is not an escape") };
            }

            text.Append(c);
        }

        Expect('"');
        return text.ToString();
    }
}
