using Windsock.Model.Calls;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>How a connection into a pod was protected, as far as its proxy's entry proves it.</summary>
internal static class TlsModes
{
    /// <param name="hasTls">The entry has TLS properties at all.</param>
    /// <param name="isTunnelled">It came through a tunnel, whose own entry tells of TLS: nothing here does.</param>
    public static TlsMode OfInbound(bool hasTls, in TlsFields tls, bool isTunnelled)
    {
        if (hasTls && tls.Version != 0)
        {
            return tls.PeerUri.IsEmpty ? TlsMode.Simple : TlsMode.Mutual;
        }

        // TLS that was seen and not ended belongs to the application: neither plaintext, nor known to be good.
        return hasTls || isTunnelled ? TlsMode.Unknown : TlsMode.Plaintext;
    }
}
