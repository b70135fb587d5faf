using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Agent.Configuration;
using Windsock.Agent.Guardrails;

namespace Windsock.Agent.Cli;

/// <summary>What people see of a configuration: everything that is wrong, or everything that is in effect.</summary>
internal static class ConfigurationText
{
    /// <summary>A longer value would push the origins out of sight.</summary>
    private const int ValueColumn = 48;

    private static readonly JsonSerializerOptions JsonLayout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line per mistake, then how many there are.</summary>
    public static string Errors(ImmutableArray<ConfigurationError> errors)
    {
        var text = new StringBuilder();
        foreach (var error in errors)
        {
            text.Append(error).Append('\n');
        }

        return text.Append($"windsock: {errors.Length} {(errors.Length == 1 ? "mistake" : "mistakes")} in the configuration\n").ToString();
    }

    public static string Summary(string file, LoadedConfiguration configuration)
    {
        var text = new StringBuilder($"{file}: OK\n\n");
        var keys = configuration.Values.Max(value => value.Path.Length);
        var values = Math.Min(ValueColumn, configuration.Values.Max(value => Shown(value).Length));
        Row("KEY", "VALUE", "FROM");
        foreach (var value in configuration.Values)
        {
            Row(value.Path, Shown(value), value.Origin.ToString());
        }

        text.Append(configuration.Warnings.IsEmpty ? "" : "\n");
        foreach (var warning in configuration.Warnings)
        {
            text.Append("Warning: ").Append(warning).Append('\n');
        }

        return text.ToString();

        void Row(string key, string value, string from) =>
            text.Append(key.PadRight(keys)).Append("  ").Append(value.PadRight(values)).Append("  ").Append(from).Append('\n');
    }

    public static string Json(ConfigurationOutcome outcome) => JsonSerializer.Serialize(
        new
        {
            ok = outcome.Configuration is not null,
            errors = outcome.Errors.Select(error => new { origin = error.Origin.ToString(), key = error.Path, message = error.Message }),
            warnings = outcome.Configuration?.Warnings ?? [],
            values = outcome.Configuration?.Values.Select(value => new { key = value.Path, value = value.Text, origin = value.Origin.ToString() }) ?? [],
            guardrails = outcome.Configuration is null ? [] : GuardrailText.Rows(outcome.Configuration).Select(row =>
                new { name = row.Name, mode = row.Mode, severity = row.Severity, dags = row.Dags, rules = row.Rules, origin = row.Source }),
        },
        JsonLayout) + "\n";

    private static string Shown(EffectiveValue value) => value.Text.Length == 0 ? "-" : value.Text;
}
