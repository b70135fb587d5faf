using Windsock.Model.Calls;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Envoy's short names of response flags, as its text log and Istio's <c>response_flags</c> label have them.</summary>
internal static class EnvoyFlags
{
    private const int MaxOtherLength = 32;

    private static readonly Dictionary<string, ResponseFlags> ByName = new(StringComparer.Ordinal)
    {
        ["LH"] = ResponseFlags.FailedLocalHealthcheck,
        ["UH"] = ResponseFlags.NoHealthyUpstream,
        ["UT"] = ResponseFlags.UpstreamRequestTimeout,
        ["LR"] = ResponseFlags.LocalReset,
        ["UR"] = ResponseFlags.UpstreamRemoteReset,
        ["UF"] = ResponseFlags.UpstreamConnectionFailure,
        ["UC"] = ResponseFlags.UpstreamConnectionTermination,
        ["UO"] = ResponseFlags.UpstreamOverflow,
        ["NR"] = ResponseFlags.NoRouteFound,
        ["DI"] = ResponseFlags.DelayInjected,
        ["FI"] = ResponseFlags.FaultInjected,
        ["RL"] = ResponseFlags.RateLimited,
        ["UAEX"] = ResponseFlags.UnauthorizedExternalService,
        ["RLSE"] = ResponseFlags.RateLimitServiceError,
        ["DC"] = ResponseFlags.DownstreamConnectionTermination,
        ["URX"] = ResponseFlags.UpstreamRetryLimitExceeded,
        ["SI"] = ResponseFlags.StreamIdleTimeout,
        ["IH"] = ResponseFlags.InvalidEnvoyRequestHeaders,
        ["DPE"] = ResponseFlags.DownstreamProtocolError,
        ["UMSDR"] = ResponseFlags.UpstreamMaxStreamDurationReached,
        ["RFCF"] = ResponseFlags.ResponseFromCacheFilter,
        ["NFCF"] = ResponseFlags.NoFilterConfigFound,
        ["DT"] = ResponseFlags.DurationTimeout,
        ["UPE"] = ResponseFlags.UpstreamProtocolError,
        ["NC"] = ResponseFlags.NoClusterFound,
        ["OM"] = ResponseFlags.OverloadManager,
        ["DF"] = ResponseFlags.DnsResolutionFailure,
        ["DR"] = ResponseFlags.DownstreamRemoteReset,
    };

    /// <param name="text">Names with commas between them; <c>-</c> or nothing when there is none.</param>
    /// <param name="other">The first word that is not among Envoy's, in the letters that such words have; empty when there is none.</param>
    public static ResponseFlags Parse(string text, out string other)
    {
        var flags = ResponseFlags.None;
        other = "";
        foreach (var part in text.AsSpan().Split(','))
        {
            var word = text.AsSpan()[part].Trim();
            if (ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var flag))
            {
                flags |= flag;
            }
            else if (other.Length == 0 && word is { Length: > 0 and <= MaxOtherLength } && word is not "-" && !word.ContainsAnyExcept(OtherLetters))
            {
                other = word.ToString();
            }
        }

        return flags;
    }

    private static System.Buffers.SearchValues<char> OtherLetters { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
