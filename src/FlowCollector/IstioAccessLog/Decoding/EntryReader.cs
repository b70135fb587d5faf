using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Makes a call of one entry of an access log. Single-threaded.</summary>
internal sealed class EntryReader(MeshWords words)
{
    private const uint Bytes = WireType.LengthDelimited;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>envoy.config.core.v3.RequestMethod by number.</summary>
    private static readonly string[] Methods = ["", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    private readonly PeerTable _peers = new(words);
    private readonly IpTextTable _addresses = new();

    /// <summary>HTTPAccessLogEntry: 1 common_properties, 2 protocol_version, 3 request, 4 response.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryReadHttp(ReadOnlySpan<byte> entry, ReportingProxy proxy, ref Call call)
    {
        ReadOnlySpan<byte> common = default, request = default, response = default;
        uint version = 0;
        var isInPieces = false;
        var reader = new WireReader(entry);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: isInPieces |= !common.IsEmpty; common = reader.ReadBytes(); break;
                case (2 << 3) | WireType.Varint: version = reader.ReadUInt32(); break;
                case (3 << 3) | Bytes: isInPieces |= !request.IsEmpty; request = reader.ReadBytes(); break;
                case (4 << 3) | Bytes: isInPieces |= !response.IsEmpty; response = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        var http = default(HttpFields);
        if (reader.IsMalformed || isInPieces || !http.TryReadRequest(request) || !http.TryReadResponse(response))
        {
            return false;
        }

        call.Method = http.Method < (uint)Methods.Length ? Methods[http.Method] : "";
        call.Code = http.Code <= 999 ? (ushort)http.Code : (ushort)0;
        call.Protocol = ProtocolOf(version, call);
        call.Details = words.Reason(http.Details);
        call.TraceId = http.TraceId;
        call.SentBytes = ToLong(http.RequestBytes);
        call.ReceivedBytes = ToLong(http.ResponseBytes);
        if (UuidText.TryRead(http.RequestId, out var requestId))
        {
            call.RequestId = requestId;
        }

        return TryReadCommon(common, http.Authority, proxy, ref call);
    }

    /// <summary>TCPAccessLogEntry: 1 common_properties, 2 connection_properties (ConnectionProperties: 1 received_bytes, 2 sent_bytes,
    /// from and to downstream).</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryReadTcp(ReadOnlySpan<byte> entry, ReportingProxy proxy, ref Call call)
    {
        ReadOnlySpan<byte> common = default;
        var isInPieces = false;
        ulong received = 0, sent = 0;
        var reader = new WireReader(entry);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: isInPieces |= !common.IsEmpty; common = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: ReadConnection(ref reader, ref received, ref sent); break;
                default: reader.Skip(tag); break;
            }
        }

        call.Protocol = CallProtocol.Tcp;
        call.SentBytes = ToLong(received);
        call.ReceivedBytes = ToLong(sent);
        return !reader.IsMalformed && !isInPieces && TryReadCommon(common, default, proxy, ref call);
    }

    private static void ReadConnection(ref WireReader outer, ref ulong received, ref ulong sent)
    {
        var reader = new WireReader(outer.ReadBytes());
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: received = reader.ReadVarint(); break;
                case (2 << 3) | WireType.Varint: sent = reader.ReadVarint(); break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            outer.Fail();
        }
    }

    /// <summary>A provider for HTTP also logs TCP, as entries of HTTP without anything of HTTP in them.</summary>
    private static CallProtocol ProtocolOf(uint version, in Call call) => version switch
    {
        1 => CallProtocol.Http10,
        2 => CallProtocol.Http11,
        3 => CallProtocol.Http2,
        4 => CallProtocol.Http3,
        _ => call.Code == 0 && call.Method.Length == 0 ? CallProtocol.Tcp : CallProtocol.Unknown,
    };

    private bool TryReadCommon(ReadOnlySpan<byte> message, ReadOnlySpan<byte> authority, ReportingProxy proxy, ref Call call)
    {
        var common = default(CommonFields);
        if (!common.TryRead(message)
            || !TimestampField.TryRead(common.StartTime, out var time)
            || !TryReadDuration(common.Duration.IsEmpty ? common.LastDownstreamByte : common.Duration, out var duration)
            || !ResponseFlagFields.TryRead(common.Flags, out var flags)
            || !CallEnds.TryRead(common, proxy, _addresses, words.Cluster(common.Cluster).Kind, out var ends))
        {
            return false;
        }

        call.Time = time;
        call.DurationNanoseconds = duration;
        call.Flags = flags;
        call.IsFinal = !common.IsIntermediate && IsFinal(common.LogType);
        call.NodeName = proxy.NodeName;
        call.TransportFailure = words.Reason(common.TransportFailure);
        call.TerminationDetails = words.Reason(common.Termination);
        call.Route = words.Name(common.Route);
        call.Attempts = (ushort)Math.Min(common.Attempts, ushort.MaxValue);
        call.Reporter = ends.Reporter;
        (call.ClientIp, call.ClientPort) = (ends.Client.Ip, ends.Client.Port);
        (call.ServerIp, call.ServerPort) = (ends.Server.Ip, ends.Server.Port);
        ReadPlace(common, authority, ref call);
        return TryReadIdentities(common, proxy, ends.IsTunnelled, ref call);
    }

    /// <summary>The proxy's cluster says where a call went. It is empty when no host was chosen; then the name that was asked for counts
    /// if it can only mean one place. What a server hears itself called is its client's word, and not taken.</summary>
    private void ReadPlace(in CommonFields common, ReadOnlySpan<byte> authority, ref Call call)
    {
        if (call.Reporter is CallReporter.Server or CallReporter.Unknown)
        {
            return;
        }

        var place = words.Cluster(common.Cluster);
        if (place.Kind == PlaceKind.Outbound)
        {
            (call.Service, call.Host) = (place.Service, place.Host);
            return;
        }

        var asked = words.Authority(authority);
        var isUnknownToMesh = place.Kind is PlaceKind.Passthrough or PlaceKind.BlackHole || call.Route is "allow_any" or "block_all";
        if (asked.Service is not null || isUnknownToMesh)
        {
            (call.Service, call.Host) = (asked.Service, asked.Host);
        }
    }

    private bool TryReadIdentities(in CommonFields common, ReportingProxy proxy, bool isTunnelled, ref Call call)
    {
        switch (call.Reporter)
        {
            case CallReporter.Server:
                var tls = default(TlsFields);
                if (!tls.TryRead(common.Tls))
                {
                    return false;
                }

                call.Server = proxy.Endpoint;
                call.Tls = TlsModes.OfInbound(common.HasTls, tls, isTunnelled);
                call.ServerPrincipal = call.Tls == TlsMode.Mutual ? Principal(tls.LocalUri) : "";
                call.ClientPrincipal = call.Tls == TlsMode.Mutual ? Principal(tls.PeerUri) : "";

                // Over plaintext anybody can send the header that peers introduce themselves with.
                call.Client = call.Tls == TlsMode.Mutual ? VerifiedPeer(Peer(common.DownstreamPeer, common.OldDownstreamPeer, true), call.ClientPrincipal) : Endpoint.None;
                return true;
            case CallReporter.Client or CallReporter.Gateway:
                call.Client = proxy.Endpoint;
                call.Server = Peer(common.UpstreamPeer, common.OldUpstreamPeer, false);
                return true;
            case CallReporter.Waypoint:
                call.Client = Peer(common.DownstreamPeer, common.OldDownstreamPeer, false);
                call.Server = Peer(common.UpstreamPeer, common.OldUpstreamPeer, false);
                call.ClientPrincipal = Principal(AnyValue.Unwrap(AnyValue.Read(common.PeerPrincipal).Value));
                call.Tls = call.ClientPrincipal.Length > 0 ? TlsMode.Mutual : TlsMode.Unknown;
                return true;
            default:
                return true;
        }
    }

    private Endpoint Peer(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> oldPeer, bool withLabels) =>
        _peers.Read(peer.IsEmpty ? oldPeer : peer, withLabels);

    /// <summary>A peer may only say that it is from the namespace that its certificate names.</summary>
    private static Endpoint VerifiedPeer(Endpoint peer, string principal) =>
        principal.Contains($"/ns/{peer.Namespace}/", StringComparison.Ordinal) ? peer : Endpoint.None;

    private string Principal(ReadOnlySpan<byte> uri) => uri.StartsWith("spiffe://"u8) ? words.Name(uri) : "";

    /// <summary>google.protobuf.Duration: 1 seconds, 2 nanos; -1 for none, for a negative one and for one over 290 years.</summary>
    private static bool TryReadDuration(ReadOnlySpan<byte> message, out long nanoseconds)
    {
        long seconds = 0, nanos = 0;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: seconds = (long)reader.ReadVarint(); break;
                case (2 << 3) | WireType.Varint: nanos = (int)reader.ReadUInt32(); break;
                default: reader.Skip(tag); break;
            }
        }

        nanoseconds = !message.IsEmpty && seconds is >= 0 and < 9_000_000_000 && nanos is >= 0 and < NanosecondsPerSecond
            ? (seconds * NanosecondsPerSecond) + nanos
            : -1;
        return !reader.IsMalformed;
    }

    /// <summary>AccessLogType of an entry that is not the last of its request or connection.</summary>
    private static bool IsFinal(uint type) => type is not (1 or 2 or 4 or 5 or 7 or 8 or 10 or 11 or 12 or 14);

    private static long ToLong(ulong bytes) => (long)Math.Min(bytes, long.MaxValue);
}
