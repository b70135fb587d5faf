using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The end of a demonstration as people read it: the books, the diagnoses, the alerts, and what all come to.</summary>
internal static class ReportText
{
    private const int DurationWidth = 6;

    public static string Table(ReconciliationReport report, TimeSpan played, long seed)
    {
        var text = new StringBuilder(Say($"\nReconciliation after {played.TotalSeconds:0.#} s of seed {seed}\n"));
        Books(text, report.Equations);
        if (!report.Diagnoses.Rows.IsEmpty)
        {
            Tries(text, report.Diagnoses.Rows);
            Scores(text, report.Diagnoses.Scores);
        }

        if (!report.Alerts.Rows.IsEmpty || !report.Alerts.FalseAlarms.IsEmpty)
        {
            AlertText.Table(text, report.Alerts);
        }

        return text.Append('\n').Append(Summary(report)).Append(AlertText.Summary(report.Alerts)).ToString();
    }

    private static void Books(StringBuilder text, ImmutableArray<Equation> equations)
    {
        var width = equations.Select(equation => equation.Name.Length).DefaultIfEmpty().Max();
        text.Append(Say($"\n  {"Books".PadRight(width + 5)}  {"one side",10}  {"other side",10}\n"));
        foreach (var equation in equations)
        {
            text.Append(Say($"  {Mark(equation.Holds)}  {equation.Name.PadRight(width)}  {equation.Left,10}  {equation.Right,10}"));
            text.Append(equation.Doubt == 0 ? "" : Say($"  (up to {equation.Doubt} more: {equation.DoubtBecause})"));
            text.Append(equation.Holds ? "\n" : Say($"  off by {equation.OffBy:+#;-#;0}\n"));
        }
    }

    private static void Tries(StringBuilder text, ImmutableArray<DiagnosisRow> rows)
    {
        var name = Math.Max("Failed try".Length + 5, rows.Max(row => row.True.ToString().Length) + 5);
        var cause = rows.Max(row => Math.Max(Shown(row.TrueCause).Length, Shown(row.ToldCause).Length));
        text.Append(Say($"\n  {"Failed try".PadRight(name)}  {"after",DurationWidth}  {"true cause".PadRight(cause)}  {"diagnosed".PadRight(cause)}  sureness  to whom\n"));
        foreach (var row in rows)
        {
            text.Append(Say($"  {Mark(row.NamesThePeer)}  {row.True.ToString().PadRight(name - 5)}  {row.True.EndedAt.TotalSeconds,DurationWidth - 2:0} s"));
            text.Append(Say($"  {Shown(row.TrueCause).PadRight(cause)}  {Shown(row.ToldCause).PadRight(cause)}  {row.Told?.Cause?.Confidence ?? "-",-8}  {Peer(row)}\n"));
        }
    }

    private static void Scores(StringBuilder text, ImmutableArray<CauseScore> scores)
    {
        var width = scores.Max(score => score.Cause.Length);
        text.Append(Say($"\n  {"Cause".PadRight(width + 5)}  true  told  right  recall  precision\n"));
        foreach (var score in scores)
        {
            text.Append(Say($"  {Mark(score is { Recall: 1, Precision: 1 })}  {score.Cause.PadRight(width)}  {score.True,4}  {score.Told,4}  {score.Right,5}  {Share(score.Recall, score.True),6}  {Share(score.Precision, score.Told),9}\n"));
        }
    }

    private static string Summary(ReconciliationReport report)
    {
        var diagnoses = report.Diagnoses;
        var books = report.OffCount == 0 && !report.Equations.IsEmpty
            ? Say($"All {report.Equations.Length} equations hold: every flow was counted exactly once, and so was every connection{Besides(report)}.\n")
            : Say($"{report.OffCount} of {report.Equations.Length} equations are off.\n");
        return diagnoses.Rows.IsEmpty
            ? books
            : Say($"{books}Diagnoses {(diagnoses.Holds ? "hold" : "are OFF")}: {diagnoses.Recall * 100:0.#} % of the causes found (at least {DiagnosisReport.RecallFloor * 100:0} %), {diagnoses.PrecisionOfSure * 100:0.#} % of the sure ones right (all).\n");
    }

    /// <summary>What else was counted exactly once.</summary>
    private static string Besides(ReconciliationReport report)
    {
        var (calls, platform) = (Has(report, "calls (truth) = decoded"), Has(report, PlatformEquations.TakenIsAttributed));
        return $"{(calls ? platform ? ", every call" : " and every call" : "")}{(platform ? " and every request to the platform" : "")}";
    }

    private static bool Has(ReconciliationReport report, string equation) => report.Equations.Any(one => one.Name == equation);

    private static string Peer(DiagnosisRow row)
    {
        var told = Peer(row.Told?.Cause?.Peer ?? "", row.Told?.Cause?.Port ?? 0);
        return row.NamesThePeer || row.True.Reason is not { Peer.Length: > 0 } reason ? told : $"{told}, in truth {Peer(reason.Peer, reason.Port)}";
    }

    private static string Peer(string name, int port) => name.Length == 0 ? "-" : port == 0 ? name : Say($"{name}:{port}");

    private static string Share(double share, int of) => of == 0 ? "-" : Say($"{share * 100:0} %");

    private static string Mark(bool holds) => holds ? "ok " : "OFF";

    private static string Shown(string cause) => cause.Length == 0 ? "-" : cause;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
