namespace Windsock.Model.Tries;

/// <summary>What the network evidence says about why a try failed, one closed set: the label <c>cause</c>.</summary>
public enum FailureCause : byte
{
    /// <summary>A network policy dropped its packets.</summary>
    PolicyDenied,

    /// <summary>A name could not be resolved.</summary>
    DnsFailure,

    /// <summary>The datapath had no way to the address.</summary>
    NoRoute,

    /// <summary>The peer refused: nobody listened.</summary>
    Refused,

    /// <summary>The peer did not answer.</summary>
    Timeout,

    /// <summary>The peer (or something between) broke the connection off.</summary>
    Reset,

    /// <summary>The connection was set up and ended before anything but a TLS handshake can have happened, or mutual authentication failed.</summary>
    Tls,

    /// <summary>HTTP 403.</summary>
    Permission,

    /// <summary>HTTP 401.</summary>
    Token,

    /// <summary>HTTP 429.</summary>
    RateLimited,

    /// <summary>HTTP 5xx.</summary>
    ServerError,

    /// <summary>A Kubernetes service without a ready backend.</summary>
    ServiceWithoutBackend,

    /// <summary>Drops in the first seconds of the pod only: Cilium had not computed its policy yet.</summary>
    IdentityNotReady,

    /// <summary>A service mesh knew no way for the call, or lets it out to nowhere it does not know.</summary>
    Routing,

    /// <summary>A circuit breaker or an overloaded proxy of a service mesh turned the call away.</summary>
    Overload,

    /// <summary>A platform refused a request that it understood: invalid, there already, changed meanwhile, not found.</summary>
    RequestRejected,

    /// <summary>Another run held the lock of a Terraform state.</summary>
    StateLocked,

    /// <summary>A resource that it made through Crossplane did not become ready.</summary>
    ResourceNotReady,

    /// <summary>The network shows nothing that explains a failure.</summary>
    NoneSeen,
}

/// <summary>How well the evidence supports a cause.</summary>
public enum Confidence : byte { High, Medium, Low }

/// <summary>Whether running the task again can help without a change.</summary>
public enum RetryAdvice : byte { WillNotHelp, MayHelp, LikelyHelps, Unknown }
