namespace Windsock.Pipeline.Outbox;

/// <summary>Why a message no longer waits for a sink. Written to disk: numbers stay as they are.</summary>
internal enum AckOutcome : byte
{
    Delivered = 1,

    /// <summary>The sink will not take it.</summary>
    Rejected = 2,

    /// <summary>It could not be delivered for too long.</summary>
    TooOld = 3,

    /// <summary>There was no room, or no sink any more.</summary>
    Dropped = 4,
}
