namespace Windsock.Pipeline.State;

/// <summary>Why a file gave no content: the label <c>reason</c>.</summary>
internal enum StateFault : byte
{
    None,

    /// <summary>The checksum or the header is wrong.</summary>
    Corrupt,

    /// <summary>It ends too early.</summary>
    Truncated,

    /// <summary>Written by another version of the agent.</summary>
    UnknownVersion,

    /// <summary>It is whole, and its owner cannot use it.</summary>
    Unusable,

    /// <summary>The disk does not give it.</summary>
    Unreadable,
}
