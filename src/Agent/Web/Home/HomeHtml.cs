using Windsock.Agent.Activity;
using Windsock.Agent.Alerting;
using Windsock.Agent.Explain;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Web.Home;

/// <summary>The first page as HTML. Pure.</summary>
internal static class HomeHtml
{
    private const int MaxSubjects = 3;
    private const int MaxOwners = 5;

    public static string Render(HomeView view)
    {
        var html = new HtmlText();
        html.Add($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Add($"<title>{view.Status.Node} - windsock</title>\n<style>").AddStyle().Add($"</style>\n</head>\n<body>\n");
        AddHeader(html, view);
        html.Add($"<main>\n");
        AddAlerts(html, view);
        AddTries(html, view);
        AddDags(html, view.Dags);
        SourceTable.Add(html, view);
        html.Add($"</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void AddHeader(HtmlText html, HomeView view)
    {
        var status = view.Status;
        html.Add($"<header>\n<h1>windsock <small>on {status.Node}</small></h1>\n");
        html.Add($"<p class=\"soft\">Ties the network flows of this node to the Airflow tasks that caused them. Version {status.Version}, up {TimeWords.Span(TimeSpan.FromSeconds(status.UptimeSeconds))}; as of {TimeWords.Date(view.At)} {TimeWords.Clock(view.At)} UTC.</p>\n");
        html.Add($"<nav aria-label=\"Pages\"><a href=\"/\">Refresh</a> <a href=\"/metrics\">Metrics</a> <a href=\"/healthz\">Health</a> <a href=\"/readyz\">Readiness</a> ");
        html.Add($"<a href=\"/api/v1/status\">Status</a> <a href=\"/api/v1/alerts\">Alerts</a> <a href=\"/api/v1/tries\">Tries</a> <a href=\"/api/v1/dags\">DAGs</a> <a href=\"/api/v1/flows\">Flows</a></nav>\n");
        html.Add($"<dl class=\"figures\">\n");
        AddFigure(html, "Agent", view.Readiness.Ready ? "ready" : "not ready", view.Readiness.Ready ? "good" : "bad");
        AddFigure(html, "Completeness", Completeness.Of(status.Sources));
        AddFigure(html, "Flows tied exactly", Completeness.ExactOf(status.Attribution));
        AddFigure(html, "Alerts", Figures.Count(view.AlertCount), view.AlertCount > 0 ? "bad" : "plain");
        AddFigure(html, "Tries running", Figures.Count(status.Tries.Open));
        html.Add($"</dl>\n");
        foreach (var check in view.Readiness.Checks.Where(check => !check.Ok))
        {
            html.Add($"<p class=\"bad\">Not ready: {check.Reason}</p>\n");
        }

        html.Add($"</header>\n");
    }

    private static void AddAlerts(HtmlText html, HomeView view)
    {
        html.Add($"<section>\n<h2>Alerts</h2>\n");
        if (view.Alerts.IsEmpty)
        {
            html.Add($"<p class=\"soft\">No alert fires.</p>\n</section>\n");
            return;
        }

        html.Add($"<ol>\n");
        foreach (var alert in view.Alerts)
        {
            html.Add($"<li class=\"{alert.Severity}\"><p>{alert.Summary}</p>\n");
            html.Add($"<p class=\"soft\"><span class=\"{alert.Severity}\">{alert.Severity}</span>, {alert.Rule}, for {TimeWords.Span(view.At - alert.StartsAt)}{About(alert)}</p>\n");
            html.Add($"<p class=\"soft\">{alert.Mend}</p></li>\n");
        }

        html.Add($"</ol>\n");
        AddMore(html, view.AlertCount - view.Alerts.Length, "alerts", "/api/v1/alerts");
        html.Add($"</section>\n");
    }

    private static void AddTries(HtmlText html, HomeView view)
    {
        html.Add($"<section>\n<h2>Failed tries</h2>\n");
        if (view.FailedTries is not { Tries: [_, ..] tries, More: var more })
        {
            AddNothing(html, view.FailedTries is null, "No try has failed on this node lately.");
            return;
        }

        html.Add($"<ol>\n");
        foreach (var attempt in tries)
        {
            html.Add($"<li><p><a href=\"/api/v1/tries/{Uri.EscapeDataString(attempt.Id)}\">{TryWords.NameOf(attempt.DagId, attempt.TaskId, attempt.MapIndex)}</a>, try {attempt.TryNumber}</p>\n");
            html.Add($"<p>{attempt.Sentence}</p>\n");
            html.Add($"<p class=\"soft\">{attempt.RunId}, ended {TimeWords.Short(attempt.EndedAt, view.At)}{(attempt.Complete ? "" : ", with gaps in the evidence")}</p></li>\n");
        }

        html.Add($"</ol>\n");
        if (more)
        {
            html.Add($"<p class=\"soft\">There are more: <a href=\"/api/v1/tries?result=failed\">/api/v1/tries?result=failed</a>. The whole story of one: windsock explain.</p>\n");
        }

        html.Add($"</section>\n");
    }

    private static void AddDags(HtmlText html, DagList? dags)
    {
        html.Add($"<section>\n<h2>Busiest DAGs</h2>\n");
        if (dags is not { Dags: [_, ..] rows })
        {
            AddNothing(html, dags is null, "No flow of a task was seen yet.");
            return;
        }

        html.Add($"<p class=\"soft\">Flows a second over the last minute, and what went wrong in it.</p>\n<table>\n<thead><tr><th scope=\"col\">DAG</th><th scope=\"col\" class=\"number\">flows/s</th>");
        html.Add($"<th scope=\"col\" class=\"number\">denied</th><th scope=\"col\" class=\"number\">dropped</th><th scope=\"col\" class=\"number\">DNS errors</th><th scope=\"col\" class=\"number\">HTTP errors</th>");
        html.Add($"<th scope=\"col\" class=\"number\">failed tries</th><th scope=\"col\" class=\"number\">since start</th></tr></thead>\n<tbody>\n");
        foreach (var dag in rows)
        {
            var minute = dag.LastMinute;
            html.Add($"<tr><td class=\"name\">{dag.DagId} <span class=\"soft\">{dag.Namespace}</span></td>");
            html.Add($"<td class=\"number\" data-label=\"flows/s\">{Figures.Rate(minute.Flows, dags.LastMinuteSeconds)}</td>");
            AddTrouble(html, "denied", minute.Denials);
            AddTrouble(html, "dropped", minute.Drops);
            AddTrouble(html, "DNS errors", minute.DnsFailures);
            AddTrouble(html, "HTTP errors", minute.HttpErrors);
            AddTrouble(html, "failed tries", minute.FailedTries);
            html.Add($"<td class=\"number\" data-label=\"since start\">{dag.SinceStart.Flows}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table>\n");
        if (dags.More)
        {
            html.Add($"<p class=\"soft\">There are more: <a href=\"/api/v1/dags\">/api/v1/dags</a>, or windsock top.</p>\n");
        }

        html.Add($"</section>\n");
    }

    private static void AddFigure(HtmlText html, string title, string figure, string look = "plain") =>
        html.Add($"<div><dt>{title}</dt><dd class=\"{look}\">{figure}</dd></div>\n");

    private static void AddTrouble(HtmlText html, string title, long count) =>
        html.Add($"<td class=\"number {(count > 0 ? "bad" : "zero")}\" data-label=\"{title}\">{count}</td>");

    private static void AddNothing(HtmlText html, bool isBusy, string words) =>
        html.Add($"<p class=\"soft\">{(isBusy ? "No answer: the agent is behind with its flows, or stopping. The status shows its queues." : words)}</p>\n</section>\n");

    private static void AddMore(HtmlText html, int count, string what, string page)
    {
        if (count > 0)
        {
            html.Add($"<p class=\"soft\">And {count} more {what}: <a href=\"{page}\">{page}</a></p>\n");
        }
    }

    /// <summary>Whom it concerns and whose it is.</summary>
    private static string About(AlertDocument alert)
    {
        var subjects = alert.Members.Select(member => member.DagId.Length > 0 ? member.DagId : member.Name).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        var about = subjects.Length == 0 ? "" : $"; {string.Join(", ", subjects.Take(MaxSubjects))}{(subjects.Length > MaxSubjects ? " and others" : "")}";
        return alert.Owners.IsEmpty ? about : $"{about}; owners: {string.Join(", ", alert.Owners.Take(MaxOwners))}";
    }
}
