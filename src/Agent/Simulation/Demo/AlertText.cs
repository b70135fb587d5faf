using System.Globalization;
using System.Text;
using Windsock.Agent.Simulation.Reconciliation.Alerts;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The alerts of a demonstration as people read them.</summary>
internal static class AlertText
{
    private const int MarkWidth = 5;
    private const string NoCause = "no incident";

    public static void Table(StringBuilder text, AlertReport report)
    {
        var rules = report.Rows.Select(row => row.True.Rule).Concat(report.FalseAlarms.Select(alarm => alarm.Rule));
        var subjects = report.Rows.Select(row => row.True.Subject).Concat(report.FalseAlarms.Select(alarm => alarm.Subject));
        var (rule, subject) = (rules.Max(one => one.Length), subjects.Max(one => one.ToString().Length));
        var after = NoCause.Length;
        text.Append(Say($"\n  {"Alert".PadRight(rule + MarkWidth)}  {"about".PadRight(subject)}  {"after",11}  {"arrived after",13}  messages\n"));
        foreach (var row in report.Rows)
        {
            var about = row.True.Subject.ToString();
            text.Append(Say($"  {Mark(row)}  {row.True.Rule.PadRight(rule)}  {about.PadRight(subject)}  {Seconds(row.True.StruckAt).PadLeft(after)}  {Seconds(row.ArrivedAfter),13}  {row.Messages,8}\n"));
        }

        foreach (var alarm in report.FalseAlarms)
        {
            var about = alarm.Subject.ToString();
            text.Append(Say($"  OFF  {alarm.Rule.PadRight(rule)}  {about.PadRight(subject)}  {NoCause}  {Seconds(alarm.ArrivedAfter),13}  {alarm.Messages,8}\n"));
        }
    }

    /// <summary>One line; empty when there was nothing to tell of, and nothing was told.</summary>
    public static string Summary(AlertReport report)
    {
        if (report == AlertReport.Empty)
        {
            return "";
        }

        var figures = report.Figures;
        var arrived = Say($"{report.Rows.Count(row => row.HasArrived)} of {Count(report.Rows.Length, "incident")} arrived{(report.Recall >= AlertReport.RecallFloor ? "" : Say($" (at least {AlertReport.RecallFloor * 100:0} %)"))}");
        var alarms = report.FalseAlarms.IsEmpty ? "none without a cause" : Say($"{report.FalseAlarms.Length} without a cause");
        var signatures = figures.WrongSignatures == 0 ? "all signatures right" : Say($"{Count(figures.WrongSignatures, "signature")} WRONG");
        var refused = (figures.Unreadable == 0 ? "" : Say($", {figures.Unreadable} unreadable")) + (figures.TurnedAway == 0 ? "" : Say($", {figures.TurnedAway} turned away"));
        return Say($"Alerts {(report.Holds ? "hold" : "are OFF")}: {arrived}, {alarms}; {Count(figures.Messages, "message")}, {figures.SentAgain} sent again, {signatures}{refused}.\n");
    }

    private static string Mark(IncidentRow row) => row.HasArrived ? "ok " : "OFF";

    private static string Count(long count, string what) => Say($"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Seconds(TimeSpan? time) => time is { } known ? Say($"{known.TotalSeconds:0} s") : "-";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
