using System.Collections.Immutable;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Detection.Globs;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Guardrails;

/// <summary>The keys of one mapping of a file of guardrails, read one by one; says what is wrong with each.</summary>
internal sealed class Fields
{
    private readonly MappingNode _node;
    private readonly string _path;
    private readonly List<ConfigurationError> _errors;

    /// <summary>Notes every key that is not among <paramref name="keys"/>.</summary>
    /// <param name="path">Of the mapping, for messages; empty for the file as a whole.</param>
    public Fields(MappingNode node, string path, List<ConfigurationError> errors, params ImmutableArray<string> keys)
    {
        _node = node;
        _path = path;
        _errors = errors;
        foreach (var entry in node.Entries.Where(entry => !keys.Contains(entry.Key)))
        {
            var hint = NearMiss.Hint(entry.Key, keys);
            Fail(entry.KeyOrigin, entry.Key, $"unknown key{hint}{(hint.Length == 0 ? ";" : "")} keys here: {string.Join(", ", keys)}");
        }
    }

    public ConfigNode? Find(string key) => _node.Find(key);

    public void Fail(ConfigOrigin origin, string key, string problem) => _errors.Add(new ConfigurationError(origin, PathOf(key), problem));

    /// <summary>The line of a key, which stands before that of its value.</summary>
    public SourceLine LineOf(string key) => Line(_node.Entries.First(entry => entry.Key == key).KeyOrigin);

    public static SourceLine Line(ConfigOrigin origin) => new(origin.Name, origin.Line);

    /// <summary>Null when the key is absent, or its value is no text; that is said.</summary>
    /// <param name="form">What is to be written, for messages.</param>
    public ScalarNode? Scalar(string key, string form)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ScalarNode { IsEmpty: false } scalar:
                return scalar;
            case ScalarNode empty:
                Fail(empty.Origin, key, "has no value; give one or remove the key");
                return null;
            case var other:
                Fail(other.Origin, key, $"must be {form}, not {Shape(other)}");
                return null;
        }
    }

    /// <summary>One of a few words; null when it is absent or another.</summary>
    public string? Choice(string key, params ImmutableArray<string> choices)
    {
        var form = $"one of: {string.Join(", ", choices)}";
        if (Scalar(key, form) is not { } scalar || choices.Contains(scalar.Text))
        {
            return (Find(key) as ScalarNode)?.Text is { } text && choices.Contains(text) ? text : null;
        }

        Fail(scalar.Origin, key, $"{ScalarBinding.Quote(scalar.Text)} is not {form}{NearMiss.Hint(scalar.Text, choices)}");
        return null;
    }

    /// <summary>Null when the key is absent, or its value is no list; that is said.</summary>
    public ListNode? List(string key, string form)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ListNode list:
                return list;
            case ScalarNode { IsEmpty: true } empty:
                Fail(empty.Origin, key, "has no value; give one or remove the key");
                return null;
            case var other:
                Fail(other.Origin, key, $"must be {form}, not {Shape(other)}");
                return null;
        }
    }

    /// <summary>Empty when the key is absent or something is wrong.</summary>
    /// <param name="most">How many there may be.</param>
    public ImmutableArray<GlobPattern> Patterns(string key, NameForm form, int most = 64)
    {
        if (List(key, $"a list of patterns such as [{form.Example}]") is not { } list)
        {
            return [];
        }

        if (list.Items.Length > most)
        {
            Fail(list.Origin, key, $"has {list.Items.Length} entries; at most {most}. Join some by *");
            return [];
        }

        var patterns = ImmutableArray.CreateBuilder<GlobPattern>();
        for (var index = 0; index < list.Items.Length; index++)
        {
            if (list.Items[index] is not ScalarNode { IsEmpty: false } item)
            {
                Fail(list.Items[index].Origin, $"{key}[{index}]", $"must be {form.Words}");
            }
            else if (!form.Fits(item.Text))
            {
                Fail(item.Origin, $"{key}[{index}]", $"{ScalarBinding.Quote(item.Text)} is not {form.Words}");
            }
            else
            {
                patterns.Add(new GlobPattern(item.Text));
            }
        }

        return patterns.ToImmutable();
    }

    public static string Shape(ConfigNode node) => node switch
    {
        ListNode => "a list",
        MappingNode => "a group of keys",
        ScalarNode { IsEmpty: false } scalar => ScalarBinding.Quote(scalar.Text),
        _ => "nothing",
    };

    private string PathOf(string key) => _path.Length == 0 || key.Length == 0 ? _path + SafeKey(key) : $"{_path}.{SafeKey(key)}";

    private static string SafeKey(string key)
    {
        const int longest = 60;
        var shown = key.Length > longest ? key[..longest] + "..." : key;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
