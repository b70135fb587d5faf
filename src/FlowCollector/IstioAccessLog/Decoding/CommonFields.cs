using System.Numerics;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Where the parts of one envoy.data.accesslog.v3.AccessLogCommon are: numbers as they came, texts and submessages as their
/// bytes. One pass, nothing is interpreted yet. Field numbers are those of the public API.</summary>
internal ref struct CommonFields
{
    // The wire type moved above the number: the numbers of each type then stand together and the switch becomes a jump.
    private const uint Varint = WireType.Varint << (32 - WireType.Bits);
    private const uint Bytes = WireType.LengthDelimited << (32 - WireType.Bits);

    public ReadOnlySpan<byte> DownstreamRemote;
    public ReadOnlySpan<byte> DownstreamLocal;
    public ReadOnlySpan<byte> DownstreamDirectRemote;
    public ReadOnlySpan<byte> UpstreamRemote;
    public ReadOnlySpan<byte> UpstreamLocal;
    public ReadOnlySpan<byte> Tls;
    public ReadOnlySpan<byte> StartTime;
    public ReadOnlySpan<byte> Duration;
    public ReadOnlySpan<byte> LastDownstreamByte;
    public ReadOnlySpan<byte> Cluster;
    public ReadOnlySpan<byte> Flags;
    public ReadOnlySpan<byte> TransportFailure;
    public ReadOnlySpan<byte> Route;
    public ReadOnlySpan<byte> Termination;
    public ReadOnlySpan<byte> UpstreamPeer;
    public ReadOnlySpan<byte> DownstreamPeer;
    public ReadOnlySpan<byte> OldUpstreamPeer;
    public ReadOnlySpan<byte> OldDownstreamPeer;
    public ReadOnlySpan<byte> PeerPrincipal;
    public ReadOnlySpan<byte> LocalPrincipal;
    public uint Attempts;
    public uint LogType;
    public bool HasTls;
    public bool IsIntermediate;

    /// <summary>A submessage came in pieces, which protobuf would have joined. No encoder writes it so.</summary>
    public bool IsInPieces;

    /// <returns>False when the bytes are not a protobuf message, or one in pieces.</returns>
    public bool TryRead(ReadOnlySpan<byte> common)
    {
        var reader = new WireReader(common);
        while (reader.TryReadTag(out var tag))
        {
            switch (BitOperations.RotateRight(tag, WireType.Bits))
            {
                case Bytes | 2: Once(ref DownstreamRemote, reader.ReadBytes()); break;
                case Bytes | 3: Once(ref DownstreamLocal, reader.ReadBytes()); break;
                case Bytes | 4: Once(ref Tls, reader.ReadBytes()); HasTls = true; break;
                case Bytes | 5: Once(ref StartTime, reader.ReadBytes()); break;
                case Bytes | 12: Once(ref LastDownstreamByte, reader.ReadBytes()); break;
                case Bytes | 13: Once(ref UpstreamRemote, reader.ReadBytes()); break;
                case Bytes | 14: Once(ref UpstreamLocal, reader.ReadBytes()); break;
                case Bytes | 15: Cluster = reader.ReadBytes(); break;
                case Bytes | 16: Once(ref Flags, reader.ReadBytes()); break;
                case Bytes | 18: TransportFailure = reader.ReadBytes(); break;
                case Bytes | 19: Route = reader.ReadBytes(); break;
                case Bytes | 20: Once(ref DownstreamDirectRemote, reader.ReadBytes()); break;
                case Bytes | 21: ReadFilterState(ref reader); break;
                case Bytes | 23: Once(ref Duration, reader.ReadBytes()); break;
                case Varint | 24: Attempts = reader.ReadUInt32(); break;
                case Bytes | 25: Termination = reader.ReadBytes(); break;
                case Varint | 27: IsIntermediate = reader.ReadBool(); break;
                case Varint | 33: LogType = reader.ReadUInt32(); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed && !IsInPieces;
    }

    private void Once(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        IsInPieces |= !field.IsEmpty;
        field = value;
    }

    /// <summary>One entry of map&lt;string, google.protobuf.Any&gt;. Of a key that comes twice the last one counts.</summary>
    private void ReadFilterState(scoped ref WireReader outer)
    {
        if (!MapEntry.TryRead(outer.ReadBytes(), out var key, out var value))
        {
            outer.Fail();
            return;
        }

        if (key.SequenceEqual("upstream_peer"u8))
        {
            UpstreamPeer = value;
        }
        else if (key.SequenceEqual("downstream_peer"u8))
        {
            DownstreamPeer = value;
        }
        else if (key.SequenceEqual("wasm.upstream_peer"u8))
        {
            OldUpstreamPeer = value;
        }
        else if (key.SequenceEqual("wasm.downstream_peer"u8))
        {
            OldDownstreamPeer = value;
        }
        else if (key.SequenceEqual("io.istio.peer_principal"u8))
        {
            PeerPrincipal = value;
        }
        else if (key.SequenceEqual("io.istio.local_principal"u8))
        {
            LocalPrincipal = value;
        }
    }
}
