using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Agent.Simulation.Reconciliation;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The reconciliation as people and scripts read it.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,

        // For terminals and files, not for web pages: a plus stays a plus.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Table(ReconciliationReport report, TimeSpan played, long seed)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"\nReconciliation after {played.TotalSeconds:0.#} s of seed {seed}\n\n"));
        var width = report.Equations.Max(equation => equation.Name.Length);
        foreach (var equation in report.Equations)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(equation.Holds ? "ok " : "OFF")}  {equation.Name.PadRight(width)}  {equation.Left,10}  {equation.Right,10}");
            text.Append(equation.Holds ? "\n" : string.Create(CultureInfo.InvariantCulture, $"  off by {equation.Right - equation.Left:+#;-#;0}\n"));
        }

        return text.Append(report.Holds
            ? string.Create(CultureInfo.InvariantCulture, $"\nAll {report.Equations.Length} equations hold: every flow was counted exactly once.\n")
            : string.Create(CultureInfo.InvariantCulture, $"\n{report.OffCount} of {report.Equations.Length} equations are off.\n")).ToString();
    }

    public static string Json(ReconciliationReport report, TimeSpan played, long seed) => JsonSerializer.Serialize(
        new
        {
            Seed = seed,
            PlayedSeconds = played.TotalSeconds,
            report.Holds,
            Equations = report.Equations.Select(equation => new { equation.Name, equation.Left, equation.Right, equation.Holds }),
        },
        Layout) + "\n";
}
