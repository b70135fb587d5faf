using System.Globalization;
using System.Text;

namespace Windsock.Agent.Logging;

/// <summary>docs/reference/logging.md.</summary>
internal static class LogReference
{
    public static string Render()
    {
        var page = new StringBuilder("""
            # Logging

            Made from the code by `make docs`; do not edit.

            Log entries go to standard error, one line each: UTC time, level, where, message. `node.logFormat: json` makes each entry
            one JSON object, `node.logLevel` sets the least severe level. At level `debug` an entry with an exception is followed by
            its stack.

            ```text
            2026-03-01T09:30:00.125Z INFO  hubble: connected to unix:///var/run/cilium/hubble.sock
            ```

            Event ids say which part of the agent speaks; they are in the field `EventId` of the JSON form.

            | Ids | Part | About |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var range in LogRanges.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {range.First} to {range.Last} | {range.Folder} | {range.Topic} |\n");
        }

        return page.ToString();
    }
}
