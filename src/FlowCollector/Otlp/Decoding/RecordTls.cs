using Windsock.FlowCollector.CallReceivers;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>How the connection between the pods was protected, as far as a record's labels prove it.</summary>
internal static class RecordTls
{
    /// <summary>The client showed a certificate when it has a name: the proxy that reports has asked for it. No version is no TLS only
    /// where the proxy itself read HTTP: behind a connection that it passed on, or a tunnel, may be another one's TLS.</summary>
    public static TlsMode OfInbound(in RecordLabels labels, in RecordEnds ends, CallProtocol protocol)
    {
        if (!labels.Text(Label.DownstreamTls).IsEmpty)
        {
            return (labels.Gives(Label.DownstreamPeer), labels.Text(Label.DownstreamPeer).IsEmpty) switch
            {
                (false, _) => TlsMode.Unknown,
                (true, true) => TlsMode.Simple,
                (true, false) => TlsMode.Mutual,
            };
        }

        return labels.Gives(Label.DownstreamTls) && IsHttp(protocol) && !ends.IsTunnelled ? TlsMode.Plaintext : TlsMode.Unknown;
    }

    /// <summary>A server with a SPIFFE id is one of the mesh, where both ends show certificates. Of another server the proxy does not
    /// say whether it was shown one.</summary>
    public static TlsMode OfOutbound(in RecordLabels labels, in RecordEnds ends, CallProtocol protocol)
    {
        if (!labels.Text(Label.UpstreamTls).IsEmpty)
        {
            return Principals.IsOne(labels.Text(Label.UpstreamPeer)) ? TlsMode.Mutual : TlsMode.Unknown;
        }

        var isConnected = !ends.Server.Ip.IsNone && !ends.IsTunnelled;
        return labels.Gives(Label.UpstreamTls) && IsHttp(protocol) && isConnected ? TlsMode.Plaintext : TlsMode.Unknown;
    }

    private static bool IsHttp(CallProtocol protocol) => protocol is CallProtocol.Http10 or CallProtocol.Http11 or CallProtocol.Http2 or CallProtocol.Http3;
}
