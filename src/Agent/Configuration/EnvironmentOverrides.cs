using System.Collections.Immutable;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Yaml;

namespace Windsock.Agent.Configuration;

/// <summary>Lays variables named <c>WINDSOCK__SECTION__KEY</c> over the file. Case does not count; a name that is no key is an
/// error, like in the file. An override that is set to nothing sets the empty text (or the empty list).</summary>
internal static class EnvironmentOverrides
{
    public const string Prefix = "WINDSOCK__";

    public static MappingNode Apply(
        MappingNode file, ConfigurationSchema schema, IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var origin = ConfigOrigin.InEnvironment(name);
            var key = Resolve(name, schema, out var path, out var problem);
            if (key is null)
            {
                errors.Add(new ConfigurationError(origin, path, problem));
            }
            else if (!taken.TryAdd(key.Path, name))
            {
                errors.Add(new ConfigurationError(origin, key.Path, $"given twice; {taken[key.Path]} says it too"));
            }
            else
            {
                file = file.With(key.Path.Split('.'), new ScalarNode(value, false, origin));
            }
        }

        return file;
    }

    private static KeySchema? Resolve(string name, ConfigurationSchema schema, out string path, out string problem)
    {
        var parts = name[Prefix.Length..].Split("__");
        path = parts[0];
        var section = schema.Sections.FirstOrDefault(candidate => candidate.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        if (section is null)
        {
            problem = ConfigurationLoader.UnknownSection(schema, parts[0]);
            return null;
        }

        path = section.Name;
        return ResolveKey(parts.AsSpan(1), section.Keys, ref path, out problem);
    }

    private static KeySchema? ResolveKey(ReadOnlySpan<string> parts, ImmutableArray<KeySchema> keys, ref string path, out string problem)
    {
        KeySchema? key = null;
        foreach (var part in parts)
        {
            var parent = path;
            path = $"{parent}.{part}";
            if (key is { Kind: not ValueKind.Group })
            {
                problem = $"unknown key; {parent} has no keys below it";
                return null;
            }

            key = keys.FirstOrDefault(candidate => candidate.Key.Equals(part, StringComparison.OrdinalIgnoreCase));
            if (key is null)
            {
                problem = ConfigurationBinder.UnknownKey(parent, part, keys);
                return null;
            }

            path = key.Path;
            keys = key.Children;
        }

        if (key is not (null or { Kind: ValueKind.Group }))
        {
            problem = "";
            return key;
        }

        problem = $"is a group; name one of its keys: {string.Join(", ", keys.Select(candidate => candidate.Key))}";
        return null;
    }
}
