namespace Windsock.Pipeline.Outbox;

/// <summary>Why a message that was accepted does not wait any more.</summary>
internal enum DroppedReason : byte
{
    /// <summary>There was no room: it only said that something was over.</summary>
    EvictedResolved,

    /// <summary>There was no room, and it was the oldest.</summary>
    Evicted,

    /// <summary>Found on disk while the same waits already.</summary>
    Duplicate,

    /// <summary>Found on disk for a sink that is not there any more.</summary>
    SinkGone,

    /// <summary>In memory only when the agent stopped.</summary>
    Shutdown,
}
