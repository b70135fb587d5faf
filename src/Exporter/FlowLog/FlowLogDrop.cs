namespace Windsock.Exporter.FlowLog;

/// <summary>Why a flow event that was to be logged was not: the label <c>reason</c>.</summary>
internal enum FlowLogDrop : byte
{
    /// <summary>The output was slower than the flows.</summary>
    QueueFull,

    /// <summary>The disk would not, or the receiver did not answer in time again and again.</summary>
    Failed,

    /// <summary>The receiver will not take it.</summary>
    Rejected,

    /// <summary>The agent stopped first.</summary>
    Shutdown,
}
