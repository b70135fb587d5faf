using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Makes a call of one log record that a proxy of the mesh wrote with the labels of the recipe. Single-threaded.</summary>
internal sealed class RecordReader
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly MeshWords _words = new();
    private readonly RecordPods _pods;
    private readonly IpTextTable _addresses = new();

    public RecordReader() => _pods = new RecordPods(_words);

    /// <param name="sender">Where the record comes from, when that has to be its pod; null: any record is believed.</param>
    /// <returns>Null: <paramref name="call"/> is the record's call. Else why there is none.</returns>
    public CallFailure? Read(ReadOnlySpan<byte> record, IpAddress? sender, ref Call call)
    {
        Span<LabelValue> values = stackalloc LabelValue[(int)Label.Count];
        values.Clear();
        var labels = new RecordLabels(values);
        if (!labels.TryRead(record))
        {
            return CallFailure.Malformed;
        }

        var place = _words.Cluster(labels.Text(Label.Cluster)).Kind;
        var ends = RecordEnds.Read(labels, place, sender.GetValueOrDefault(), _addresses);
        if (place == PlaceKind.Unknown && !ends.IsAny)
        {
            return CallFailure.NotACall;
        }

        call.Client = call.Server = Endpoint.None;
        switch (ends.Reporter)
        {
            case CallReporter.Server: call.Server = _pods.Reporter(labels); break;
            case CallReporter.Client: call.Client = _pods.Reporter(labels); break;
        }

        if (sender is { } address && (address.IsNone || ends.Own != address))
        {
            return CallFailure.ForeignSender;
        }

        call.Reporter = ends.Reporter;
        (call.ClientIp, call.ClientPort) = (ends.Client.Ip, ends.Client.Port);
        (call.ServerIp, call.ServerPort) = (ends.Server.Ip, ends.Server.Port);
        ReadRequest(labels, ref call);
        CalledPlaces.Tell(ref call, labels.Text(Label.Cluster), labels.Text(Label.Authority), _words);
        ReadIdentities(labels, ends, ref call);
        return null;
    }

    private void ReadRequest(in RecordLabels labels, ref Call call)
    {
        call.Time = TimestampField.OfNanoseconds(labels.Time);
        var milliseconds = labels.Number(Label.Duration);
        call.DurationNanoseconds = milliseconds is >= 0 and <= long.MaxValue / NanosecondsPerMillisecond ? milliseconds * NanosecondsPerMillisecond : -1;
        call.TraceId = TraceOf(labels);
        if (UuidText.TryRead(labels.Text(Label.RequestId), out var requestId))
        {
            call.RequestId = requestId;
        }

        call.Method = HttpMethodNames.Of(labels.Text(Label.Method));
        call.Code = labels.Number(Label.Code) is > 0 and <= 999 and var code ? (ushort)code : (ushort)0;
        call.Protocol = ProtocolOf(labels, call);
        call.Flags = FlagCodes.Read(labels.Text(Label.Flags));
        call.Details = _words.Reason(labels.Text(Label.Details));
        call.TransportFailure = _words.Reason(labels.Text(Label.TransportFailure));
        call.TerminationDetails = _words.Reason(labels.Text(Label.Termination));
        call.Route = _words.Name(labels.Text(Label.Route));
        call.NodeName = _words.Name(labels.Text(Label.Node));
        call.SentBytes = labels.Number(Label.Received);
        call.ReceivedBytes = labels.Number(Label.Sent);
        call.Attempts = (ushort)Math.Clamp(labels.Number(Label.Attempts), 0, ushort.MaxValue);
        call.IsFinal = LogType.IsFinal(labels.Text(Label.Type));
    }

    private void ReadIdentities(in RecordLabels labels, in RecordEnds ends, ref Call call)
    {
        switch (ends.Reporter)
        {
            case CallReporter.Server:
                call.Tls = RecordTls.OfInbound(labels, ends, call.Protocol);
                if (call.Tls == TlsMode.Mutual)
                {
                    call.ClientPrincipal = Principals.Of(First(labels.Text(Label.DownstreamPeer)), _words);

                    // Over plaintext anybody can send the header that peers introduce themselves with.
                    call.Client = Principals.Verify(_pods.Peer(labels.Text(Label.PeerMetadata)), call.ClientPrincipal);
                }

                break;
            case CallReporter.Client:
                call.Tls = RecordTls.OfOutbound(labels, ends, call.Protocol);
                call.ServerPrincipal = call.Tls == TlsMode.Mutual ? Principals.Of(First(labels.Text(Label.UpstreamPeer)), _words) : "";
                break;
        }
    }

    /// <summary>The record's own, else what the request carried, else what the proxy says; 16 bytes or hex digits.</summary>
    private static FlowId TraceOf(in RecordLabels labels)
    {
        var bytes = IpAddress.FromBytes(labels.TraceId);
        var own = labels.TraceId.Length == 16 ? new FlowId(bytes.High, bytes.Low) : default;
        var carried = own.IsNone ? HexId.ReadTraceparent(labels.Text(Label.Traceparent)) : own;
        return carried.IsNone ? HexId.Read(labels.Text(Label.Trace)) : carried;
    }

    /// <summary>A record of TCP is one of HTTP with nothing of HTTP in it; where it does not say what the proxy knows of HTTP, nothing
    /// follows.</summary>
    private static CallProtocol ProtocolOf(in RecordLabels labels, in Call call)
    {
        var text = labels.Text(Label.Protocol);
        if (!text.IsEmpty)
        {
            return text switch
            {
                _ when text.SequenceEqual("HTTP/1.1"u8) => CallProtocol.Http11,
                _ when text.SequenceEqual("HTTP/2"u8) => CallProtocol.Http2,
                _ when text.SequenceEqual("HTTP/3"u8) => CallProtocol.Http3,
                _ when text.SequenceEqual("HTTP/1.0"u8) => CallProtocol.Http10,
                _ => CallProtocol.Unknown,
            };
        }

        var isTold = labels.Gives(Label.Code) && (labels.Gives(Label.Protocol) || labels.Gives(Label.Method));
        return isTold && call.Code == 0 && labels.Text(Label.Method).IsEmpty ? CallProtocol.Tcp : CallProtocol.Unknown;
    }

    /// <summary>Of several names in a certificate Envoy writes all, apart by commas.</summary>
    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> names) => names.IndexOf((byte)',') is >= 0 and var comma ? names[..comma] : names;
}
