namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>The times of a watch. The defaults are those of client-go, which API servers are tuned for.</summary>
internal sealed record WatchTimings
{
    /// <summary>Without a byte for this long a request is taken for dead. Bookmarks come about once a minute.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The server is asked to end a watch after a random time between this and <see cref="MaxWatch"/>, so that the watches of
    /// all nodes do not come back at the same moment.</summary>
    public TimeSpan MinWatch { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan MaxWatch { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A watch that ends sooner and brought nothing is a failure.</summary>
    public TimeSpan ShortWatch { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(800);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server's Retry-After can impose.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A failure after this much time without one is a first failure again.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Numbers from 0 to 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public TimeSpan NextWatch() => MinWatch + ((MaxWatch - MinWatch) * Jitter());
}
