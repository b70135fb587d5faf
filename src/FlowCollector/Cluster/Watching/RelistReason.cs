namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Why everything was listed: label <c>reason</c> of <c>cluster_relists_total</c>, a closed set.</summary>
internal enum RelistReason : byte
{
    /// <summary>The watch has just begun.</summary>
    Start,

    /// <summary>The watch failed in a way nobody foresaw and was begun again.</summary>
    Restart,

    Expired,

    VersionTooLarge,

    /// <summary>The watch failed again and again at the same place.</summary>
    Stuck,
}
