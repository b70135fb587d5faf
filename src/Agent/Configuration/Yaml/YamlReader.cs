using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Windsock.Agent.Configuration.Yaml;

/// <summary>Reads one YAML document into <see cref="ConfigNode"/>s: plain data only, no anchors, no tags with a meaning. Duplicate
/// keys are reported and their first value is kept. Bounded in depth and entries.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 16;
    private const int MaxNodes = 10_000;
    private const string Sections = "sections such as 'http:' and 'hubble:' with keys below them";

    private readonly string _file;
    private readonly int _maxNodes;
    private readonly string _content;
    private readonly List<ConfigurationError> _errors;
    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(string file, string text, List<ConfigurationError> errors, int maxNodes, string content)
    {
        _file = file;
        _maxNodes = maxNodes;
        _content = content;
        _errors = errors;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Null when the text is not YAML of this kind; <paramref name="errors"/> then says where. A file without content is
    /// an empty mapping.</summary>
    /// <param name="maxNodes">Entries of all levels together.</param>
    /// <param name="content">What such a file holds, for the message that this one does not.</param>
    public static MappingNode? Read(string file, string text, List<ConfigurationError> errors, int maxNodes = MaxNodes, string content = Sections)
    {
        var reader = new YamlReader(file, text, errors, maxNodes, content);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException failure)
        {
            errors.Add(new ConfigurationError(reader.At(failure.Start), "", $"not valid YAML: {Plain(failure.Message)}"));
            return null;
        }
        catch (Exception failure) when (failure
            is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner gives up on some broken texts with exceptions of the runtime, without a position.
            var near = reader.At(reader._parser.Current?.End ?? Mark.Empty);
            errors.Add(new ConfigurationError(near, "", "not valid YAML: syntax error here or on the next line"));
            return null;
        }
    }

    private MappingNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return new MappingNode([], ConfigOrigin.InFile(_file));
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode("", 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            throw new YamlException(second.Start, second.End, "a second document begins here; one file holds one document");
        }

        switch (root)
        {
            case MappingNode mapping:
                return mapping;
            case ScalarNode { IsEmpty: true }:
                return new MappingNode([], root.Origin);
            default:
                _errors.Add(new ConfigurationError(root.Origin, "", $"must hold {_content}"));
                return null;
        }
    }

    private ConfigNode ReadNode(string path, int depth)
    {
        var start = _parser.Current?.Start ?? Mark.Empty;
        if (depth > MaxDepth || ++_nodes > _maxNodes)
        {
            throw new YamlException(start, start, $"nested deeper than {MaxDepth} levels or more than {_maxNodes} entries");
        }

        if (_parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw new YamlException(start, start, "anchors and aliases (& and *) are not used here; write the value out, and quote a value that begins with *");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var isEmpty = scalar.Style == ScalarStyle.Plain && scalar.Value is ("" or "null" or "~");
            return new ScalarNode(scalar.Value, isEmpty, At(scalar.Start));
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<ConfigNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
            }

            return new ListNode(items.ToImmutable(), At(sequence.Start));
        }

        if (_parser.TryConsume<MappingStart>(out var mapping))
        {
            return ReadMapping(path, depth, At(mapping.Start));
        }

        throw new YamlException(start, start, "a value must stand here");
    }

    private MappingNode ReadMapping(string path, int depth, ConfigOrigin origin)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var seen = new Dictionary<string, ConfigOrigin>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                var start = _parser.Current?.Start ?? Mark.Empty;
                throw new YamlException(start, start, "a key must be a plain name");
            }

            var keyOrigin = At(key.Start);
            var keyPath = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = ReadNode(keyPath, depth + 1);
            if (seen.TryAdd(key.Value, keyOrigin))
            {
                entries.Add(new MappingEntry(key.Value, keyOrigin, value));
            }
            else
            {
                _errors.Add(new ConfigurationError(keyOrigin, keyPath, $"given twice; the first is on line {seen[key.Value].Line}"));
            }
        }

        return new MappingNode(entries.ToImmutable(), origin);
    }

    private ConfigOrigin At(Mark mark) => ConfigOrigin.InFile(_file, (int)Math.Clamp(mark.Line, 1, int.MaxValue));

    private static string Plain(string message)
    {
        var text = message.ReplaceLineEndings(" ").TrimEnd('.');
        return text.Length == 0 ? "syntax error" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
