namespace Windsock.Pipeline.Outbox;

/// <summary>Why a message was not accepted.</summary>
internal enum RefusedReason : byte
{
    /// <summary>It came faster than the disk takes it.</summary>
    QueueFull,

    /// <summary>There is no room, and nothing older can go: sinks are at all of it.</summary>
    NoRoom,

    TooLarge,

    /// <summary>The same waits already.</summary>
    Duplicate,

    /// <summary>It could not be turned into bytes.</summary>
    Unencodable,

    /// <summary>The agent is stopping.</summary>
    Shutdown,
}
