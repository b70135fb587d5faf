namespace Windsock.Pipeline.Accounting;

/// <summary>Why a call that was received could not be read.</summary>
public enum CallFailure : byte
{
    /// <summary>Not a valid protobuf message, or without what makes it a call.</summary>
    Malformed,

    /// <summary>The stream never said which proxy it comes from.</summary>
    NoIdentifier,

    /// <summary>A valid log record of something else.</summary>
    NotACall,

    /// <summary>It came from another address than those of the pod that it says it is from.</summary>
    ForeignSender,

    /// <summary>Its log has a name that is not asked for.</summary>
    ForeignLog,
}
