using Windsock.Model.Calls;
using Wire = Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>Response flags as Envoy's message has them: one field each. Those that the world's proxies set.</summary>
internal static class FlagEncoding
{
    private const ResponseFlags Known = ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamConnectionTermination
        | ResponseFlags.UpstreamRetryLimitExceeded | ResponseFlags.NoHealthyUpstream | ResponseFlags.NoRouteFound
        | ResponseFlags.UpstreamRequestTimeout | ResponseFlags.UpstreamOverflow | ResponseFlags.DownstreamConnectionTermination;

    /// <exception cref="NotSupportedException">A flag has no field here yet.</exception>
    public static Wire.ResponseFlags Of(ResponseFlags flags) => (flags & ~Known) == 0
        ? new Wire.ResponseFlags
        {
            UpstreamConnectionFailure = flags.HasFlag(ResponseFlags.UpstreamConnectionFailure),
            UpstreamConnectionTermination = flags.HasFlag(ResponseFlags.UpstreamConnectionTermination),
            UpstreamRetryLimitExceeded = flags.HasFlag(ResponseFlags.UpstreamRetryLimitExceeded),
            NoHealthyUpstream = flags.HasFlag(ResponseFlags.NoHealthyUpstream),
            NoRouteFound = flags.HasFlag(ResponseFlags.NoRouteFound),
            UpstreamRequestTimeout = flags.HasFlag(ResponseFlags.UpstreamRequestTimeout),
            UpstreamOverflow = flags.HasFlag(ResponseFlags.UpstreamOverflow),
            DownstreamConnectionTermination = flags.HasFlag(ResponseFlags.DownstreamConnectionTermination),
        }
        : throw new NotSupportedException($"no field for {flags & ~Known}");
}
