using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Observe;

/// <summary>One line a record: <c>09:31:00.123 etl.load try 2 -> data/postgres (10.0.0.9:5432) DROPPED policy_denied by airflow/deny TCP SYN</c>.
/// The arrow points from who opened the connection to who took it.</summary>
internal sealed class CompactPrinter(CliConsole console) : IFlowPrinter
{
    private readonly FlowColours _colours = new(console.HasColour);

    public void Print(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var line = new FlowLine(document.RootElement);
        console.Out.Write(FlowLine.Words(
            _colours.Dim(FlowPhrases.Time(line)),
            _colours.Name(FlowPhrases.Subject(line)),
            FlowPhrases.Try(line),
            line[FlowField.Side] == "server" ? "<-" : "->",
            Peer(line),
            FlowPhrases.Verdict(line, _colours),
            FlowPhrases.What(line),
            _colours.Dim(FlowPhrases.Doubt(line))) + "\n");
    }

    private string Peer(FlowLine line) => line[FlowField.PeerAddress] is { Length: > 0 } address
        ? $"{_colours.Name(line[FlowField.Peer])} {_colours.Dim($"({address})")}"
        : _colours.Name(line[FlowField.Peer]);
}
