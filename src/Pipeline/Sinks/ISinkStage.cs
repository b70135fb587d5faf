using System.Collections.Immutable;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Sinks;

/// <summary>A sink's place in the pipeline: started first, stopped last.</summary>
public interface ISinkStage : IStage
{
    /// <summary>Items that anybody wanted delivered: those that ended, and those that wait or are being delivered.</summary>
    long Offered { get; }

    /// <summary>How many items ended in each way, in the order of <see cref="SinkOutcome"/>.</summary>
    ImmutableArray<long> Outcomes { get; }
}

/// <summary>How an item ended.</summary>
public enum SinkOutcome : byte
{
    Delivered,

    /// <summary>The receiver will not take it.</summary>
    Rejected,

    /// <summary>Every attempt failed.</summary>
    GaveUp,

    /// <summary>The queue was full.</summary>
    QueueFull,

    /// <summary>The agent stopped first.</summary>
    Shutdown,
}
