using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Agent.Configuration.Schema;

namespace Windsock.Agent.Configuration;

/// <summary>docs/reference/configuration.md.</summary>
internal static class ConfigurationReference
{
    /// <summary>A file that works; a test loads it.</summary>
    public const string Example = """
        node: { name: worker-1 }
        http: { listen: "0.0.0.0:9465" }
        hubble:
          address: "worker-1.example.com:4244"
          tls:
            caFile: /etc/windsock/tls/ca.crt
            certFile: /etc/windsock/tls/tls.crt
            keyFile: /etc/windsock/tls/tls.key
            serverName: worker-1.default.hubble-grpc.cilium.io
        kubernetes: { scope: node }
        airflow:
          namespaces: [airflow, airflow-staging]
          waitRoom: 3s
        metrics:
          seriesPerFamily: 20000
        """;

    public static string Render() => Render(AgentSections.Schema);

    public static string Render(ConfigurationSchema schema)
    {
        var page = new StringBuilder();
        page.Append("""
            # Configuration

            Made from the code by `make docs`; do not edit.

            One YAML file, given as `windsock run --config FILE`. It is read strictly: an unknown or repeated key, a wrong type or a
            value out of range stops the start, and all mistakes are shown at once. `windsock check-config --config FILE` does the
            same check without starting anything and shows every value with its origin.

            Every key can be overridden by an environment variable: `WINDSOCK__SECTION__KEY`, two underscores between levels, case
            does not count; lists are written with commas. An override that names no key stops the start, too.

            Durations carry a unit (`500ms`, `3s`, `1h30m`), sizes may (`65536`, `64KiB`, `1MiB`). Secrets are never written into the
            file: keys that end in `File` name a file, which is read again when it changes.

            ## Example

            ```yaml

            """.ReplaceLineEndings("\n"));
        page.Append(Example.ReplaceLineEndings("\n")).Append("\n```\n");
        foreach (var section in schema.Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n\n{section.Meaning}\n");
            AppendKeys(page, section, schema);
        }

        return page.ToString();
    }

    private static void AppendKeys(StringBuilder page, SectionSchema section, ConfigurationSchema schema)
    {
        page.Append("\n| Key | Type | Default | Allowed | Meaning |\n| --- | --- | --- | --- | --- |\n");
        var leaves = ConfigurationSchema.LeavesOf(section.Keys).ToArray();
        foreach (var key in section.Keys)
        {
            AppendKey(page, key, section.Options, schema);
        }

        page.Append("\nEnvironment: ").AppendJoin(", ", leaves.Select(key => $"`{key.EnvironmentName}`")).Append(".\n");
    }

    private static void AppendKey(StringBuilder page, KeySchema key, Type options, ConfigurationSchema schema)
    {
        if (key.Kind == ValueKind.Group)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{key.Path}` | group |  | the keys below | {Cell(key.Meaning)} |\n");
            foreach (var child in key.Children)
            {
                AppendKey(page, child, options, schema);
            }

            return;
        }

        var fallback = schema.SurroundingDefaults.TryGetValue(key.Path, out var source) ? source.Words : Default(key, options);
        page.Append(CultureInfo.InvariantCulture, $"| `{key.Path}` | {TypeWord(key)} | {fallback} | {Allowed(key)} | {Cell(key.Meaning)} |\n");
        if (key.Item is { Kind: ValueKind.Group } item)
        {
            AppendItem(page, item.Children, $"{key.Path}[]", Activator.CreateInstance(item.ValueType));
        }
    }

    /// <summary>What one entry of a list of groups may hold.</summary>
    private static void AppendItem(StringBuilder page, ImmutableArray<KeySchema> keys, string path, object? fresh)
    {
        foreach (var key in keys)
        {
            var (name, value) = ($"{path}.{key.Key}", key.Property!.GetValue(fresh));
            if (key.Kind == ValueKind.Group)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{name}` | group |  | the keys below | {Cell(key.Meaning)} |\n");
                AppendItem(page, key.Children, name, value ?? Activator.CreateInstance(key.ValueType));
                continue;
            }

            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {TypeWord(key)} | {Shown(key.Format(value))} | {Allowed(key)} | {Cell(key.Meaning)} |\n");
            if (key.Item is { Kind: ValueKind.Group } item)
            {
                AppendItem(page, item.Children, $"{name}[]", Activator.CreateInstance(item.ValueType));
            }
        }
    }

    private static string Default(KeySchema key, Type options)
    {
        object? value = Activator.CreateInstance(options);
        KeySchema? current = null;
        foreach (var part in key.Path.Split('.').Skip(1))
        {
            var keys = current?.Children ?? KeySchema.Of(options, "");
            current = keys.Single(candidate => candidate.Key == part);
            // A group that is absent by default has the defaults of a fresh one.
            value = current.Property!.GetValue(value) ?? (current.Kind == ValueKind.Group ? Activator.CreateInstance(current.ValueType) : null);
        }

        return Shown(key.Format(value));
    }

    private static string Shown(string text) => text.Length == 0 ? "empty" : $"`{text}`";

    private static string TypeWord(KeySchema key) => key.Kind switch
    {
        ValueKind.Flag => "true or false",
        ValueKind.Whole => "whole number",
        ValueKind.Number => "number",
        ValueKind.Choice => "choice",
        ValueKind.Duration => "duration",
        ValueKind.Size => "size",
        ValueKind.Group => "group",
        ValueKind.List => $"list of {TypeWord(key.Item!)}s",
        _ => key.IsFile ? "path" : "text",
    };

    private static string Allowed(KeySchema key) => key switch
    {
        { Kind: ValueKind.Choice } => string.Join(", ", key.Choices.Select(choice => $"`{choice}`")),
        { Kind: ValueKind.Flag } => "`true`, `false`",
        { FormattedRange: { } range } => $"`{range.Lowest}` to `{range.Highest}`",
        _ => "",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
