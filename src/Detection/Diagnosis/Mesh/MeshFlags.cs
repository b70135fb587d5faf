using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Response flags that are a reason by themselves, in the order of decision; the text log's short names are the words.
/// Flags that are no failure (a delay that was injected, an answer out of a cache, a retry limit beside its reason) are not in it.</summary>
internal static class MeshFlags
{
    private const string Routes = "Look at the VirtualService, ServiceEntry or gateway of the host: the mesh does not know a way for it.";
    private const string Proxy = "Look at the configuration and the log of the proxy that answered.";

    /// <summary>In the order of decision.</summary>
    public static ImmutableArray<(ResponseFlags Flag, MeshFailureClass Class)> All { get; } =
    [
        (ResponseFlags.UnauthorizedExternalService, new("UAEX", FailureCause.Permission, RetryAdvice.WillNotHelp, "the external authorizer of the peer denied it", MeshMends.Authorizer)),
        (ResponseFlags.DnsResolutionFailure, new("DF", FailureCause.DnsFailure, RetryAdvice.MayHelp, "the proxy could not resolve the name", MeshMends.Names)),
        (ResponseFlags.NoRouteFound, new("NR", FailureCause.Routing, RetryAdvice.WillNotHelp, "the mesh has no route for it", Routes)),
        (ResponseFlags.NoClusterFound, new("NC", FailureCause.Routing, RetryAdvice.WillNotHelp, "its route leads to a destination that the proxy does not know", Routes)),
        (ResponseFlags.NoHealthyUpstream, new("UH", FailureCause.ServiceWithoutBackend, RetryAdvice.MayHelp, "the service has no ready endpoint", MeshMends.Backends)),
        (ResponseFlags.UpstreamOverflow, new("UO", FailureCause.Overload, RetryAdvice.LikelyHelps, "a circuit breaker was open", MeshMends.Breaker)),
        (ResponseFlags.OverloadManager, new("OM", FailureCause.Overload, RetryAdvice.LikelyHelps, "the proxy was overloaded", "Give the proxy more memory or connections, or send fewer requests at once.")),
        (ResponseFlags.RateLimited, new("RL", FailureCause.RateLimited, RetryAdvice.LikelyHelps, "the rate limit of the peer was reached", "Send fewer requests at once (an Airflow pool limits tasks that run together), or wait longer between retries.")),
        (ResponseFlags.RateLimitServiceError, new("RLSE", FailureCause.ServerError, RetryAdvice.MayHelp, "the rate limit service could not be asked", Proxy)),
        (ResponseFlags.UpstreamRequestTimeout, new("UT", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer the request in time", MeshMends.Slow)),
        (ResponseFlags.StreamIdleTimeout, new("SI", FailureCause.Timeout, RetryAdvice.MayHelp, "nothing moved for too long", MeshMends.Slow)),
        (ResponseFlags.DurationTimeout, new("DT", FailureCause.Timeout, RetryAdvice.MayHelp, "it lasted longer than it may", MeshMends.Slow)),
        (ResponseFlags.UpstreamMaxStreamDurationReached, new("UMSDR", FailureCause.Timeout, RetryAdvice.MayHelp, "it lasted longer than it may", MeshMends.Slow)),
        (ResponseFlags.UpstreamConnectionTermination, new("UC", FailureCause.Reset, RetryAdvice.MayHelp, "the peer closed the connection before it answered", MeshMends.Closed)),
        (ResponseFlags.UpstreamRemoteReset, new("UR", FailureCause.Reset, RetryAdvice.MayHelp, "the peer reset the stream", MeshMends.Closed)),
        (ResponseFlags.UpstreamProtocolError, new("UPE", FailureCause.ServerError, RetryAdvice.WillNotHelp, "the peer's answer is not valid in its protocol", MeshMends.Protocol)),
        (ResponseFlags.FaultInjected, new("FI", FailureCause.ServerError, RetryAdvice.MayHelp, "a fault was injected on purpose", "Look at the fault section of the host's VirtualService.")),
        (ResponseFlags.FailedLocalHealthcheck, new("LH", FailureCause.ServerError, RetryAdvice.MayHelp, "the peer's proxy counts its own service as not healthy", Proxy)),
        (ResponseFlags.NoFilterConfigFound, new("NFCF", FailureCause.ServerError, RetryAdvice.MayHelp, "the proxy lacks a part of its configuration", Proxy)),
        (ResponseFlags.LocalReset, new("LR", FailureCause.Reset, RetryAdvice.MayHelp, "the proxy itself reset the connection", Proxy)),
        (ResponseFlags.InvalidEnvoyRequestHeaders, new("IH", FailureCause.ServerError, RetryAdvice.WillNotHelp, "the request's x-envoy headers are not valid", "Do not send x-envoy headers from the task.")),
        (ResponseFlags.DownstreamConnectionTermination, new("DC", FailureCause.NoneSeen, RetryAdvice.Unknown, "its client went away first", "")),
        (ResponseFlags.DownstreamRemoteReset, new("DR", FailureCause.NoneSeen, RetryAdvice.Unknown, "its client went away first", "")),
        (ResponseFlags.DownstreamProtocolError, new("DPE", FailureCause.ServerError, RetryAdvice.WillNotHelp, "the request is not valid in its protocol", "Look at the HTTP client of the task.")),
    ];

    /// <summary>A TCP connection to no service of the cluster that had no healthy destination: the black hole of REGISTRY_ONLY says no more.</summary>
    public static MeshFailureClass BlackHole { get; } = new(
        "UH", FailureCause.Routing, RetryAdvice.WillNotHelp, "the mesh lets nothing out to hosts that it does not know, or the host has no healthy address", "Add a ServiceEntry for the host, or look at the one there is.");

    public static MeshFailureClass ConnectTimeout { get; } = new(
        "UF", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer the connection in time, as it is when a network policy drops it", MeshMends.Silence);

    public static MeshFailureClass? Of(ResponseFlags flags)
    {
        foreach (var (flag, entry) in All)
        {
            if ((flags & flag) != 0)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The flags that tell, in the short names of the text log, for people.</summary>
    public static string NamesOf(ResponseFlags flags)
    {
        var names = All.Where(entry => (flags & entry.Flag) != 0).Select(entry => entry.Class.Word).ToList();
        if ((flags & ResponseFlags.UpstreamConnectionFailure) != 0)
        {
            names.Add("UF");
        }

        if ((flags & ResponseFlags.UpstreamRetryLimitExceeded) != 0)
        {
            names.Add("URX");
        }

        return string.Join(",", names);
    }
}
