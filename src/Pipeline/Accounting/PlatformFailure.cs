namespace Windsock.Pipeline.Accounting;

/// <summary>Why an event of the platform that was received could not be read.</summary>
public enum PlatformFailure : byte
{
    /// <summary>Not what its format says, or without what makes it an event.</summary>
    Malformed,

    /// <summary>Longer than the limit, and nothing of it could be kept.</summary>
    TooLong,

    /// <summary>Its sender had cut it so that it cannot be read.</summary>
    CutBySender,
}
