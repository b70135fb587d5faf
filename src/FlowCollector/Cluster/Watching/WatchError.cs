namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What went wrong with a list or a watch: label <c>reason</c> of <c>cluster_watch_errors_total</c>, a closed set.</summary>
internal enum WatchError : byte
{
    /// <summary>No connection, or it broke.</summary>
    Connection,

    /// <summary>Nothing came for longer than the interval of bookmarks: a half-open connection.</summary>
    Idle,

    /// <summary>A watch that ended at once and brought nothing: something on the way cuts it.</summary>
    Short,

    /// <summary>410: the server no longer keeps the history asked for.</summary>
    Expired,

    /// <summary>504 with cause ResourceVersionTooLarge: this replica is behind the one that answered before.</summary>
    VersionTooLarge,

    /// <summary>429: the server asks to wait.</summary>
    Throttled,

    /// <summary>5xx, or an error event inside a watch.</summary>
    Server,

    /// <summary>401: the credential was not accepted.</summary>
    Unauthorized,

    /// <summary>403: the right is missing.</summary>
    Forbidden,

    /// <summary>Any other answer that is not 200.</summary>
    Rejected,

    /// <summary>The answer was not what the API promises.</summary>
    Unreadable,

    /// <summary>No credential: a token file or a plugin failed.</summary>
    Credential,
}
