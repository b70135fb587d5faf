using System.Globalization;
using System.Text;
using Windsock.Detection.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Renders <c>docs/reference/mesh-failures.md</c> from the tables in the code.</summary>
public static class MeshFailureReference
{
    public static string Render()
    {
        var page = new StringBuilder("""
            # Mesh failures

            Generated from the code; do not edit. What the words of a mesh proxy mean to a task: as which cause they count when a task fails
            by it (`cause` of `windsock_task_try_failures_total`), and whether running the task again can help without a change. A word
            may stand anywhere in the field, every blank of which is read as `_`; where several fit, the first of the page decides, and a denial
            or a failure of TLS comes before all else. An entry that only passed on what the next hop answered (`via_upstream`) is judged by its
            status code. What counts as `none_seen` is never called the cause of a failure.


            """);
        Append(page, "Details of the response, and of the end of a TCP connection", [.. MeshDetails.All, MeshDetails.Blocked]);
        Append(page, "Reasons of a token that was not accepted", TokenReasons.All);
        Append(page, "Failures of TLS", MeshTls.All);
        Append(page, "Response flags", [.. MeshFlags.All.Select(entry => entry.Class), MeshFlags.BlackHole, MeshFlags.ConnectTimeout]);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, string title, IEnumerable<MeshFailureClass> entries)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| word | cause | retry | the call failed because | what to do |\n| --- | --- | --- | --- | --- |\n");
        foreach (var entry in entries)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{entry.Word}` | `{TryWords.Of(entry.Cause)}` | {TryWords.Of(entry.Retry).Replace('_', ' ')} | {entry.Because} | {entry.Mend} |\n");
        }

        page.Append('\n');
    }
}
