namespace Windsock.Model.Sources;

/// <summary>Why a source lost events before it could send them (flow.LostEventSource).</summary>
public enum LossReason : byte { Unknown = 0, PerfEventRingBuffer = 1, ObserverEventsQueue = 2, HubbleRingBuffer = 3 }

/// <summary>Why a received flow could not be decoded.</summary>
public enum DecodeFailure : byte
{
    /// <summary>Not a valid protobuf message.</summary>
    Malformed,

    /// <summary>Longer than the configured limit; skipped without reading it.</summary>
    Oversized,

    /// <summary>Compressed with an encoding that was not offered.</summary>
    Compressed,

    /// <summary>Valid, but without a flow in it (an answer of a kind this agent does not know).</summary>
    NotAFlow,
}
