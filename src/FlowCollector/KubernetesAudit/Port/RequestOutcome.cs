namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>How a request ended: the label <c>outcome</c>.</summary>
internal enum RequestOutcome : byte
{
    /// <summary>Answered 200: everything in it was taken or counted.</summary>
    Taken,

    /// <summary>Answered 503: the queue was full, or the agent stops.</summary>
    Full,

    /// <summary>Answered 503: too many requests at a time.</summary>
    Busy,

    /// <summary>Answered 401.</summary>
    Refused,

    /// <summary>Answered 503: whether the sender is the right one could not be decided.</summary>
    Undecided,

    /// <summary>Answered 404 or 405: no such path, or no POST.</summary>
    Unknown,

    /// <summary>The sender went away, broke HTTP, or took too long.</summary>
    Broken,
}
