using System.Globalization;
using Spectre.Console;
using Windsock.Agent.Cli;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Explain;

/// <summary>The story of one try for people: the sentence first, then what to do, then what it rests on.</summary>
internal static class StoryView
{
    public static string Render(TryDocument story, CliConsole console)
    {
        var page = new StoryPage(console);
        WriteTitle(page, story);
        WriteCauses(page, story);
        WriteTry(page, story);
        StoryTables.Write(page, story);
        page.Heading("Evidence").Fields(EvidenceFields.Of(story.Evidence));
        return page.ToString();
    }

    private static void WriteTitle(StoryPage page, TryDocument story)
    {
        page.Line(
            (TryWords.NameOf(story.DagId, story.TaskId, story.MapIndex), RenderedText.Bold),
            (story.TryNumber > 0 ? string.Create(CultureInfo.InvariantCulture, $", try {story.TryNumber}: ") : ": ", Style.Plain),
            (story.Result == "unknown" ? "ended, result unknown" : story.Result, ResultLook.Of(story.Result)));
        if (story.Causes.IsEmpty)
        {
            page.Gap().Line((story.Result switch
            {
                "running" => "It is running; the diagnosis is made when it has ended.",
                "succeeded" => "It succeeded, and the network shows no trouble.",
                _ => "The network shows nothing that explains a failure.",
            }, Style.Plain));
        }
    }

    private static void WriteCauses(StoryPage page, TryDocument story)
    {
        for (var i = 0; i < story.Causes.Length; i++)
        {
            var cause = story.Causes[i];
            if (i == 1)
            {
                page.Heading(story.Causes.Length == 2 ? "Another possible cause" : "Other possible causes");
            }

            if (i != 1)
            {
                page.Gap();
            }

            page.Line((cause.Sentence, i == 0 ? RenderedText.Bold : Style.Plain));
            page.Fields(
                new("Cause", cause.Cause == "none_seen" ? "" : CauseOf(cause)),
                new("Rests on", string.Join(", ", cause.Evidence)),
                new("Retry", cause.Cause == "none_seen" ? "" : RetryOf(cause.Retry)),
                new("To change", cause.Mend));
            if (cause.PolicyFragment.Length > 0)
            {
                page.Gap().Block(cause.PolicyFragment);
            }
        }
    }

    private static void WriteTry(StoryPage page, TryDocument story) => page.Heading("Try").Fields(
        new("Id", story.Id),
        new("Run", story.RunId.Length > 0 ? story.RunId : story.ExecutionDate),
        new("", story.IdForm == "hashed" ? "At least one id is label-safe: its last nine digits are a hash, the raw id is not known." : ""),
        new("Namespace", story.Namespace),
        new("Result", ResultOf(story)),
        new("Airflow", AirflowOf(story)),
        new("Time", TimeOf(story)),
        new("Identity", IdentityOf(story)));

    private static string CauseOf(CauseDocument cause) =>
        $"{cause.Cause}, {cause.Confidence} confidence{(cause.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", seen {cause.Count} times") : "")}";

    private static string RetryOf(string advice) => advice switch
    {
        "will_not_help" => "will not help before something is changed",
        "may_help" => "may help",
        "likely_helps" => "likely helps",
        _ => "nobody can say whether it helps",
    };

    private static string ResultOf(TryDocument story) => story.Result == "running" ? "" : story.Result + (story.ResultSource switch
    {
        "pod_phase" => ", by the phase of its pod",
        "container_exit_code" => ", by the exit code of its container",
        "airflow_api" => ", by Airflow's word",
        _ => story.Result == "unknown" ? ": nothing that can be trusted says how it ended" : "",
    });

    private static string AirflowOf(TryDocument story) => string.Join("; ", new[]
    {
        story.AirflowState.Length == 0 ? "" : $"state {story.AirflowState}",
        story.Owners.IsEmpty ? "" : $"owner {string.Join(", ", story.Owners)}",
        story.Tags.IsEmpty ? "" : $"tags {string.Join(", ", story.Tags)}",
    }.Where(part => part.Length > 0));

    private static string TimeOf(TryDocument story) => (story.StartedAt, story.EndedAt) switch
    {
        ({ } start, { } end) => $"{TimeWords.Short(start, null)} to {TimeWords.Short(end, start)} UTC, {TimeWords.Span(end - start)}",
        ({ } start, null) => $"since {TimeWords.Short(start, null)} UTC",
        (null, { } end) => $"until {TimeWords.Short(end, null)} UTC",
        _ => "",
    };

    private static string IdentityOf(TryDocument story) => string.Join("; ", story.Pods
        .Where(pod => pod.ServiceAccount.Length > 0)
        .Select(pod => $"{pod.Namespace}/{pod.ServiceAccount}{(pod.CloudIdentity.Length > 0 ? $" as {pod.CloudIdentity}" : "")}")
        .Distinct(StringComparer.Ordinal));
}
