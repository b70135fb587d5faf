namespace Windsock.Agent.Web.Home;

/// <summary>Where flows come from and how complete they are, and what the agent knows of the cluster.</summary>
internal static class SourceTable
{
    private const int MaxSources = 20;

    public static void Add(HtmlText html, HomeView view)
    {
        html.Add($"<section>\n<h2>Sources</h2>\n<table>\n<thead><tr><th scope=\"col\">source</th><th scope=\"col\">state</th><th scope=\"col\" class=\"number\">received</th>");
        html.Add($"<th scope=\"col\" class=\"number\">lost</th><th scope=\"col\" class=\"number\">undecodable</th><th scope=\"col\" class=\"number\">complete</th></tr></thead>\n<tbody>\n");
        foreach (var source in view.Status.Sources.Take(MaxSources))
        {
            html.Add($"<tr><td class=\"name\">{source.Name}</td><td class=\"wide\"><span class=\"{(source.Up ? "good" : "bad")}\">{(source.Up ? "up" : "down")}</span>{Why(source)}</td>");
            html.Add($"<td class=\"number\" data-label=\"received\">{source.Received}</td><td class=\"number\" data-label=\"lost\">{source.Lost}</td>");
            html.Add($"<td class=\"number\" data-label=\"undecodable\">{source.Undecodable}</td><td class=\"number\" data-label=\"complete\">{Completeness.Of([source])}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table>\n");
        html.Add($"<p class=\"soft\">View of the cluster: {view.Readiness.Checks.First(check => check.Name == "cluster").Reason}</p>\n");
        html.Add($"<p class=\"soft\">Complete: what was decoded of what the source offered since the start; what was lost is said by the source itself. Pages and keys are described in docs/reference/api.md.</p>\n</section>\n");
    }

    private static string Why(SourceStatus source) => source switch
    {
        { Up: true, Gaps: > 0 } => $"; {Times(source.Gaps)} flows may be missing after a break",
        { Up: true, Nodes: > 1 } => $"; {source.NodesReporting} of {source.Nodes} nodes report",
        { Up: true } => "",
        { LastFailure.Length: > 0 } => $": {source.LastFailure} ({Times(source.Failures)} in all)",
        _ => ": not connected yet",
    };

    private static string Times(long count) => count == 1 ? "once" : $"{Figures.Count(count)} times";
}
