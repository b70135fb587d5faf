using Windsock.Agent.Cli;
using Windsock.Pipeline.Accounting;

namespace Windsock.Agent.Replay;

/// <summary>Prints what a replay found, in the form that was asked for.</summary>
internal static class ReplayPrinter
{
    /// <param name="ledger">The books of the source that read the files.</param>
    /// <param name="top">Rows per table; 0 for all. JSON always holds all.</param>
    public static void Print(ReplaySummary summary, SourceLedger ledger, OutputFormat output, int top, CliConsole console)
    {
        if (output == OutputFormat.Json)
        {
            console.Out.Write(ReplayJson.Render(summary, ledger));
        }
        else
        {
            new ReplayTables(console, top).Print(summary, ledger);
        }
    }
}
