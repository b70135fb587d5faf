using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Observe;

/// <summary>The parts of a record as people read them.</summary>
internal static class FlowPhrases
{
    /// <summary><c>etl.load[3]</c>, a component, or the pod.</summary>
    public static string Subject(FlowLine line)
    {
        if (line[FlowField.DagId] is { Length: > 0 } dag)
        {
            var index = line[FlowField.MapIndex];
            return $"{dag}.{line[FlowField.TaskId]}{(index is "" or "-1" ? "" : $"[{index}]")}";
        }

        return line[FlowField.Component] is { Length: > 0 } component ? $"{line[FlowField.Namespace]}/{component}"
            : line[FlowField.Pod] is { Length: > 0 } pod ? pod
            : line[FlowField.LocalAddress] is { Length: > 0 } address ? address
            : "unknown";
    }

    /// <summary><c>try 2</c>; empty when it is not known.</summary>
    public static string Try(FlowLine line) => line[FlowField.TryNumber] is { Length: > 0 } number and not "0" ? $"try {number}" : "";

    /// <summary>Hours to milliseconds, in UTC.</summary>
    public static string Time(FlowLine line) => line[FlowField.Time] is { Length: >= 23 } time ? time[11..23] : "?";

    /// <summary>Verdict in capitals, why, and by which policy.</summary>
    public static string Verdict(FlowLine line, FlowColours colours)
    {
        var verdict = line[FlowField.Verdict];
        return FlowLine.Words(
            colours.OfVerdict(verdict, verdict.ToUpperInvariant()),
            line[FlowField.DropReason],
            line.Policies is { Length: > 0 } policies ? $"by {policies}" : "");
    }

    /// <summary>What was in the packet.</summary>
    public static string What(FlowLine line) => line.Layer7 is { Length: > 0 } above
        ? above
        : FlowLine.Words(line[FlowField.Protocol].ToUpperInvariant(), line[FlowField.TcpFlags], line.IsReply ? "reply" : "");

    /// <summary>Empty when the attribution is exact.</summary>
    public static string Doubt(FlowLine line) => line[FlowField.Class] is "exact" or "" ? "" : $"[{FlowLine.Words(line[FlowField.Class], line[FlowField.Reason])}]";
}
