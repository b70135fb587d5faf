using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The end of a demonstration as scripts read it.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,

        // For terminals and files, not for web pages: a plus stays a plus.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(ReconciliationReport report, TimeSpan played, long seed) => JsonSerializer.Serialize(
        new
        {
            Seed = seed,
            PlayedSeconds = played.TotalSeconds,
            report.Holds,
            Equations = report.Equations.Select(equation => new { equation.Name, equation.Left, equation.Right, equation.Doubt, equation.Holds }),
            Diagnoses = new
            {
                report.Diagnoses.Holds,
                report.Diagnoses.Recall,
                report.Diagnoses.PrecisionOfSure,
                Tries = report.Diagnoses.Rows.Select(row => new
                {
                    Try = row.True.ToString(),
                    Result = PublicSpelling.Of(row.True.Result),
                    EndedAfterSeconds = row.True.EndedAt.TotalSeconds,
                    row.TrueCause,
                    TruePeer = row.True.Reason?.Peer ?? "",
                    TruePort = row.True.Reason?.Port ?? 0,
                    ToldId = row.Told?.Id ?? "",
                    ToldResult = row.Told?.Result ?? "",
                    row.ToldCause,
                    Confidence = row.Told?.Cause?.Confidence ?? "",
                    ToldPeer = row.Told?.Cause?.Peer ?? "",
                    ToldPort = row.Told?.Cause?.Port ?? 0,
                    Sentence = row.Told?.Cause?.Sentence ?? "",
                    row.NamesThePeer,
                }),
                Causes = report.Diagnoses.Scores,
            },
            Alerts = AlertsOf(report.Alerts),
        },
        Layout) + "\n";

    private static object AlertsOf(AlertReport alerts) => new
    {
        alerts.Holds,
        alerts.Recall,
        alerts.Due,
        alerts.Arrived,
        alerts.Figures,
        Incidents = alerts.Rows.Select(row => new
        {
            row.True.Rule,
            Subject = row.True.Subject.ToString(),
            row.True.Peer,
            StruckAfterSeconds = row.True.StruckAt.TotalSeconds,
            row.IsDue,
            ArrivedAfterSeconds = row.ArrivedAfter?.TotalSeconds,
            row.Messages,
        }),
        FalseAlarms = alerts.FalseAlarms.Select(alarm => new
        {
            alarm.Rule,
            Subject = alarm.Subject.ToString(),
            ArrivedAfterSeconds = alarm.ArrivedAfter.TotalSeconds,
            alarm.Messages,
            alarm.Summary,
        }),
    };
}
