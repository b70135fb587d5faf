using System.Collections.Immutable;
using System.Text;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Guardrails;

/// <summary>What people see of the guardrails that are in force.</summary>
internal static class GuardrailText
{
    private static readonly ImmutableArray<Column<GuardrailRow>> Columns =
    [
        new("GUARDRAIL", row => row.Name, ColumnKind.Name),
        new("MODE", row => row.Mode, ColumnKind.Detail),
        new("SEVERITY", row => row.Severity, ColumnKind.Detail),
        new("DAGS", row => string.Join(", ", row.Dags), ColumnKind.Detail),
        new("RULES", row => string.Join(", ", row.Rules), ColumnKind.Detail),
        new("FROM", row => row.Source, ColumnKind.Detail),
    ];

    public static ImmutableArray<GuardrailRow> Rows(LoadedConfiguration configuration) =>
        [.. (configuration.Find<GuardrailSet>() ?? GuardrailSet.Empty).Guardrails.Select(GuardrailRow.Of)];

    /// <summary>A table and a count; nothing when there are none.</summary>
    public static string Summary(LoadedConfiguration configuration)
    {
        var rows = Rows(configuration);
        if (rows.IsEmpty)
        {
            return "";
        }

        var alerting = rows.Count(row => row.Mode == "alert");
        return new StringBuilder("\n")
            .Append(ColumnTable.Render(Columns, rows, CliConsole.Unbroken))
            .Append($"{rows.Length} {(rows.Length == 1 ? "guardrail" : "guardrails")}: {alerting} in mode alert, {rows.Length - alerting} in mode observe\n")
            .ToString();
    }
}
