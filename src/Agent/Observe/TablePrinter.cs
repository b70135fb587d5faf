using System.Text;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Observe;

/// <summary>One row a record. Columns have a width that suits most names; a longer one moves what is behind it, and is never cut.</summary>
internal sealed class TablePrinter(CliConsole console) : IFlowPrinter
{
    private static readonly (string Title, int Width)[] Columns =
    [
        ("TIME", 12), ("SUBJECT", 32), ("TRY", 3), ("RUN", 36), ("DIRECTION", 9), ("PEER", 32), ("ADDRESS", 21), ("VERDICT", 9), ("WHY", 24), ("WHAT", 0),
    ];

    private readonly FlowColours _colours = new(console.HasColour);
    private bool _hasHead;

    public void Print(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var line = new FlowLine(document.RootElement);
        if (!_hasHead)
        {
            _hasHead = true;
            Row(_colours.Dim, [.. Columns.Select(column => column.Title)]);
        }

        var verdict = line[FlowField.Verdict];
        Row(
            text => text.TrimEnd() == verdict ? _colours.OfVerdict(verdict, text) : text,
            FlowPhrases.Time(line), FlowPhrases.Subject(line), line[FlowField.TryNumber], line[FlowField.RunId], line[FlowField.Direction], line[FlowField.Peer],
            line[FlowField.PeerAddress], verdict, FlowLine.Words(line[FlowField.DropReason], line.Policies), FlowLine.Words(FlowPhrases.What(line), FlowPhrases.Doubt(line)));
    }

    private void Row(Func<string, string> look, params ReadOnlySpan<string> cells)
    {
        var text = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append(look(cells[i].PadRight(Columns[i].Width))).Append(i < cells.Length - 1 ? "  " : "");
        }

        console.Out.Write(text.ToString().TrimEnd() + "\n");
    }
}
