namespace Windsock.Model.Calls;

/// <summary>Whose proxy reported the call.</summary>
public enum CallReporter : byte
{
    Unknown,

    /// <summary>The client's sidecar: an outbound entry.</summary>
    Client,

    /// <summary>The server's sidecar: an inbound entry.</summary>
    Server,

    /// <summary>A gateway, a client of what is behind it.</summary>
    Gateway,

    /// <summary>A waypoint between the two.</summary>
    Waypoint,
}

/// <summary>What was spoken.</summary>
public enum CallProtocol : byte
{
    Unknown,
    Tcp,
    Http10,
    Http11,
    Http2,
    Http3,

    /// <summary>HTTP of a version that is not told.</summary>
    Http,
}

/// <summary>How the connection between the pods was protected.</summary>
public enum TlsMode : byte
{
    /// <summary>The entry does not tell: outbound entries of the access log service never do.</summary>
    Unknown,

    Plaintext,

    /// <summary>TLS without a certificate of the client.</summary>
    Simple,

    /// <summary>Both ends showed certificates.</summary>
    Mutual,
}

/// <summary>envoy.data.accesslog.v3.ResponseFlags: bit <c>n - 1</c> is field number <c>n</c>.</summary>
[Flags]
public enum ResponseFlags : uint
{
    None = 0,
    FailedLocalHealthcheck = 1u << 0,
    NoHealthyUpstream = 1u << 1,
    UpstreamRequestTimeout = 1u << 2,
    LocalReset = 1u << 3,
    UpstreamRemoteReset = 1u << 4,
    UpstreamConnectionFailure = 1u << 5,
    UpstreamConnectionTermination = 1u << 6,
    UpstreamOverflow = 1u << 7,
    NoRouteFound = 1u << 8,
    DelayInjected = 1u << 9,
    FaultInjected = 1u << 10,
    RateLimited = 1u << 11,
    UnauthorizedExternalService = 1u << 12,
    RateLimitServiceError = 1u << 13,
    DownstreamConnectionTermination = 1u << 14,
    UpstreamRetryLimitExceeded = 1u << 15,
    StreamIdleTimeout = 1u << 16,
    InvalidEnvoyRequestHeaders = 1u << 17,
    DownstreamProtocolError = 1u << 18,
    UpstreamMaxStreamDurationReached = 1u << 19,
    ResponseFromCacheFilter = 1u << 20,
    NoFilterConfigFound = 1u << 21,
    DurationTimeout = 1u << 22,
    UpstreamProtocolError = 1u << 23,
    NoClusterFound = 1u << 24,
    OverloadManager = 1u << 25,
    DnsResolutionFailure = 1u << 26,
    DownstreamRemoteReset = 1u << 27,
}
