namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>How a look at a proxy ended.</summary>
internal enum ScrapeOutcome : byte
{
    Ok,

    /// <summary>Not made: the pod sends an access log.</summary>
    AccessLog,

    /// <summary>Not made: two pods of the view have this address, so it cannot be known which of them would answer.</summary>
    AddressShared,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>Not complete within the time limit.</summary>
    Timeout,

    /// <summary>Another status than 200.</summary>
    Refused,

    /// <summary>Not the text format, or compressed although nobody asked for it.</summary>
    NotMetrics,

    /// <summary>Longer than the limit.</summary>
    TooLong,

    /// <summary>It speaks of another pod than the one that was asked.</summary>
    AnotherPod,
}
