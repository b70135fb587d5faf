using System.Globalization;
using System.Text;
using Windsock.Detection.Tries;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Renders <c>docs/reference/drop-reasons.md</c> from the table in the code.</summary>
public static class DropReasonReference
{
    public static string Render()
    {
        var page = new StringBuilder("""
            # Drop reasons

            Generated from the code; do not edit. Why Cilium drops a packet, and what that means to a task: as which cause it counts when a
            task fails by it (`cause` of `windsock_task_try_failures_total`), and whether running the task again can help without a change.
            The names are the label `reason` of `windsock_drops_total`, the numbers those of the datapath.

            A reason that counts as `none_seen` is never called the cause of a failure. A drop that a repeat of the same packet got past,
            drops of a peer that was reached later, and drops long before the end are not called one either.

            | reason | number | cause | retry | the packet was dropped because | what to do |
            | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var entry in DropClasses.All)
        {
            Append(page, PublicNames.Of(entry.Reason), ((int)entry.Reason).ToString(CultureInfo.InvariantCulture), entry);
        }

        Append(page, "unlisted", "any other", DropClasses.Unlisted);
        return page.ToString();
    }

    private static void Append(StringBuilder page, string reason, string number, DropClass entry) => page.Append(
        CultureInfo.InvariantCulture,
        $"| `{reason}` | {number} | `{TryWords.Of(entry.Cause)}` | {TryWords.Of(entry.Retry).Replace('_', ' ')} | {entry.Because} | {entry.Mend} |\n");
}
