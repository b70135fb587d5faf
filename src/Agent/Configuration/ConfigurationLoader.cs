using System.Collections.Immutable;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Yaml;

namespace Windsock.Agent.Configuration;

/// <summary>From a file and the environment to settings, or to the complete list of what is wrong with them.</summary>
internal sealed class ConfigurationLoader
{
    /// <summary>A longer file is no configuration.</summary>
    private const int MaxFileBytes = 1_048_576;

    private readonly ConfigurationSchema _schema;

    public ConfigurationLoader(ConfigurationSchema schema) => _schema = schema;

    /// <param name="file">Null: defaults and the environment only.</param>
    /// <param name="environment">Names in the case they have.</param>
    public ConfigurationOutcome Load(string? file, IReadOnlyDictionary<string, string> environment)
    {
        if (file is null)
        {
            return LoadText("", "", environment);
        }

        if (Directory.Exists(file))
        {
            return BadFile(file, "is a directory, not a file");
        }

        try
        {
            var length = new FileInfo(file).Length;
            return length > MaxFileBytes
                ? BadFile(file, $"has {length} bytes; a configuration has at most {MaxFileBytes}")
                : LoadText(file, File.ReadAllText(file), environment);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return BadFile(file, $"cannot be read: {Why(failure)}");
        }
    }

    /// <param name="file">Name for messages.</param>
    public ConfigurationOutcome LoadText(string file, string text, IReadOnlyDictionary<string, string> environment)
    {
        var errors = new List<ConfigurationError>();
        var root = YamlReader.Read(file, text, errors) ?? new MappingNode([], ConfigOrigin.InFile(file));
        root = EnvironmentOverrides.Apply(root, _schema, environment, errors);
        root = ApplySurroundings(root, environment);
        CheckSectionNames(root, errors);

        var binder = new ConfigurationBinder(errors);
        var validation = new ConfigurationValidation(binder, ConfigOrigin.InFile(file), errors);
        var sections = ImmutableDictionary.CreateBuilder<Type, object>();
        foreach (var section in _schema.Sections)
        {
            var options = Activator.CreateInstance(section.Options)!;
            if (root.Find(section.Name) is { } node)
            {
                binder.BindGroup(options, section.Name, section.Keys, node);
            }

            validation.Check(options, section.Name, section.Keys);
            sections.Add(section.Options, options);
        }

        return errors.Count > 0 ? ConfigurationOutcome.Bad(errors) : ConfigurationOutcome.Good(Complete(sections.ToImmutable(), binder));
    }

    public static string UnknownSection(ConfigurationSchema schema, string written)
    {
        var names = schema.Sections.Select(section => section.Name).ToArray();
        var hint = NearMiss.Hint(written, names);
        return $"unknown section{hint}{(hint.Length == 0 ? ";" : "")} sections: {Available(schema)}";
    }

    private static ConfigurationOutcome BadFile(string file, string problem) =>
        ConfigurationOutcome.Bad([new ConfigurationError(ConfigOrigin.InFile(file), "", problem)]);

    private static string Available(ConfigurationSchema schema) =>
        string.Join(", ", schema.Sections.Select(section => section.Name));

    private static string Why(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message,
    };

    private MappingNode ApplySurroundings(MappingNode root, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (path, source) in _schema.SurroundingDefaults)
        {
            var keys = path.Split('.');
            ConfigNode? node = root;
            foreach (var key in keys)
            {
                node = (node as MappingNode)?.Find(key);
            }

            if (node is null or ScalarNode { Text: "" })
            {
                var (value, from) = source.Find(environment);
                root = root.With(keys, new ScalarNode(value, false, ConfigOrigin.DefaultFrom(from)));
            }
        }

        return root;
    }

    private void CheckSectionNames(MappingNode root, List<ConfigurationError> errors)
    {
        foreach (var entry in root.Entries)
        {
            if (_schema.Sections.All(section => section.Name != entry.Key))
            {
                errors.Add(new ConfigurationError(entry.KeyOrigin, entry.Key, UnknownSection(_schema, entry.Key)));
            }
        }
    }

    private LoadedConfiguration Complete(ImmutableDictionary<Type, object> sections, ConfigurationBinder binder)
    {
        var values = ImmutableArray.CreateBuilder<EffectiveValue>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var section in _schema.Sections)
        {
            var options = sections[section.Options];
            AddValues(values, options, section.Keys, binder);
            warnings.AddRange(section.Warn?.Invoke(options) ?? []);
        }

        foreach (var key in _schema.Leaves.Where(key => key.IsFile))
        {
            var value = values.FirstOrDefault(candidate => candidate.Path == key.Path);
            if (value is { Text.Length: > 0 } && !File.Exists(value.Text))
            {
                warnings.Add($"{key.Path}: there is no file {value.Text} on this machine now");
            }
        }

        return new LoadedConfiguration(sections, values.ToImmutable(), warnings.ToImmutable());
    }

    private static void AddValues(
        ImmutableArray<EffectiveValue>.Builder values, object options, ImmutableArray<KeySchema> keys, ConfigurationBinder binder)
    {
        foreach (var key in keys)
        {
            var value = key.Property!.GetValue(options);
            if (key.Kind == ValueKind.Group && value is not null)
            {
                AddValues(values, value, key.Children, binder);
            }
            else
            {
                var text = key.Kind == ValueKind.Group ? "" : key.Format(value);
                values.Add(new EffectiveValue(key.Path, text, binder.Origins.GetValueOrDefault(key.Path, ConfigOrigin.Default)));
            }
        }
    }
}
