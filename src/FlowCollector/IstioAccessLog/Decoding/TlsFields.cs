using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>What envoy.data.accesslog.v3.TLSProperties says of the connection from downstream.</summary>
internal ref struct TlsFields
{
    private const uint Bytes = WireType.LengthDelimited;

    /// <summary>Zero when TLS was seen and not ended here: a name sniffed from a connection that was passed on is enough for that.</summary>
    public uint Version;

    /// <summary>First URI among the names of the peer's certificate; empty when it showed none.</summary>
    public ReadOnlySpan<byte> PeerUri;

    /// <summary>First URI among the names of the proxy's own certificate.</summary>
    public ReadOnlySpan<byte> LocalUri;

    /// <summary>1 tls_version, 4 local_certificate_properties, 5 peer_certificate_properties.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryRead(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            var isRead = true;
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: Version = reader.ReadUInt32(); break;
                case (4 << 3) | Bytes: isRead = TryReadUri(reader.ReadBytes(), ref LocalUri); break;
                case (5 << 3) | Bytes: isRead = TryReadUri(reader.ReadBytes(), ref PeerUri); break;
                default: reader.Skip(tag); break;
            }

            if (!isRead)
            {
                return false;
            }
        }

        return !reader.IsMalformed;
    }

    /// <summary>CertificateProperties: 1 subject_alt_name (SubjectAltName, a oneof: 1 uri, 2 dns).</summary>
    private static bool TryReadUri(ReadOnlySpan<byte> certificate, ref ReadOnlySpan<byte> uri)
    {
        var reader = new WireReader(certificate);
        while (reader.TryReadTag(out var tag))
        {
            if (tag != ((1 << 3) | Bytes))
            {
                reader.Skip(tag);
                continue;
            }

            if (!TryReadName(reader.ReadBytes(), out var name))
            {
                return false;
            }

            uri = uri.IsEmpty ? name : uri;
        }

        return !reader.IsMalformed;
    }

    private static bool TryReadName(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> uri)
    {
        uri = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: uri = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: reader.ReadBytes(); uri = default; break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed;
    }
}
