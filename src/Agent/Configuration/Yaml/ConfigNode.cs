using System.Collections.Immutable;

namespace Windsock.Agent.Configuration.Yaml;

/// <summary>A piece of configuration with the place it was written at. Closed: scalar, list, mapping.</summary>
internal abstract record ConfigNode(ConfigOrigin Origin);

/// <param name="IsEmpty">Nothing was written (or <c>null</c>, <c>~</c>); a quoted empty text is not empty.</param>
internal sealed record ScalarNode(string Text, bool IsEmpty, ConfigOrigin Origin) : ConfigNode(Origin);

internal sealed record ListNode(ImmutableArray<ConfigNode> Items, ConfigOrigin Origin) : ConfigNode(Origin);

/// <param name="Entries">Without duplicates, in the order of the file.</param>
internal sealed record MappingNode(ImmutableArray<MappingEntry> Entries, ConfigOrigin Origin) : ConfigNode(Origin)
{
    public ConfigNode? Find(string key) => Entries.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal))?.Value;

    /// <summary>With <paramref name="value"/> at <paramref name="path"/>. What stands in the way (a text where a mapping should
    /// be) is left: the binder reports it.</summary>
    public MappingNode With(ReadOnlySpan<string> path, ConfigNode value)
    {
        var key = path[0];
        var existing = Find(key);
        ConfigNode replacement;
        if (path.Length == 1)
        {
            replacement = value;
        }
        else
        {
            var inner = existing is null or ScalarNode { IsEmpty: true } ? new MappingNode([], value.Origin) : existing;
            replacement = inner is MappingNode mapping ? mapping.With(path[1..], value) : inner;
        }

        var index = Entries.ToList().FindIndex(entry => entry.Key == key);
        return this with
        {
            Entries = index < 0
                ? Entries.Add(new MappingEntry(key, value.Origin, replacement))
                : Entries.SetItem(index, Entries[index] with { Value = replacement }),
        };
    }
}

internal sealed record MappingEntry(string Key, ConfigOrigin KeyOrigin, ConfigNode Value);
