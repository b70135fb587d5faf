using System.Collections.Frozen;
using System.Text;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>The keys of the labels. All but one have at most eight characters, so that they are found as one number.</summary>
internal static class LabelKeys
{
    private const int PackedBytes = sizeof(ulong);

    private const string Authority = "authority";

    private static readonly FrozenDictionary<ulong, Label> Labels = new Dictionary<string, Label>
    {
        ["pod"] = Label.Pod,
        ["ns"] = Label.Namespace,
        ["node"] = Label.Node,
        ["workload"] = Label.Workload,
        ["owner"] = Label.Owner,
        ["code"] = Label.Code,
        ["flags"] = Label.Flags,
        ["details"] = Label.Details,
        ["term"] = Label.Termination,
        ["tfail"] = Label.TransportFailure,
        ["cluster"] = Label.Cluster,
        ["route"] = Label.Route,
        ["method"] = Label.Method,
        ["protocol"] = Label.Protocol,
        ["type"] = Label.Type,
        ["ul"] = Label.UpstreamLocal,
        ["uh"] = Label.UpstreamHost,
        ["dr"] = Label.DownstreamRemote,
        ["dl"] = Label.DownstreamLocal,
        ["peer"] = Label.DownstreamPeer,
        ["upeer"] = Label.UpstreamPeer,
        ["dtls"] = Label.DownstreamTls,
        ["utls"] = Label.UpstreamTls,
        ["pmeta"] = Label.PeerMetadata,
        ["rid"] = Label.RequestId,
        ["tp"] = Label.Traceparent,
        ["trace"] = Label.Trace,
        ["rx"] = Label.Received,
        ["tx"] = Label.Sent,
        ["duration"] = Label.Duration,
        ["attempts"] = Label.Attempts,
    }.ToFrozenDictionary(pair => Pack(Encoding.ASCII.GetBytes(pair.Key)), pair => pair.Value);

    /// <returns>False for a key that is none of them.</returns>
    public static bool TryFind(ReadOnlySpan<byte> key, out Label label)
    {
        if (key.Length > PackedBytes)
        {
            label = Label.Authority;
            return Ascii.Equals(key, Authority);
        }

        // Zeros in front would not show in the number.
        label = default;
        return !key.IsEmpty && key[0] != 0 && Labels.TryGetValue(Pack(key), out label);
    }

    private static ulong Pack(ReadOnlySpan<byte> key)
    {
        var packed = 0UL;
        foreach (var character in key)
        {
            packed = (packed << 8) | character;
        }

        return packed;
    }
}
