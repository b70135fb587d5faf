namespace Windsock.Exporter.FlowLog;

/// <summary>What became of a group of flow events.</summary>
/// <param name="Written">Flow events of which at least one record was written.</param>
/// <param name="Filtered">Flow events of which none is wanted.</param>
/// <param name="Reason">Why the others were dropped.</param>
/// <param name="Trouble">One line for the log; empty when all is well.</param>
internal readonly record struct FlowLogTally(int Written, int Filtered, int Records, long Bytes, FlowLogDrop Reason = FlowLogDrop.Failed, string Trouble = "");
