using System.Collections.Immutable;
using Windsock.FlowCollector.Hubble.Decoding;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Wire bytes to flow values, without an object per flow: whatever flows share is made once per distinct bytes and
/// remembered in bounded tables. Single-threaded.
/// <para>Gives the same flow as reading with Google.Protobuf would, and is more lenient in two ways, so that one odd field
/// does not cost a flow: text that is not UTF-8 gets U+FFFD where it is broken, and submessages that nobody reads (Ethernet,
/// tunnel, ...) are passed over unread. Time: the flow's own if it lies in 2000 to 2199, else that of the answer, else missing.
/// Numbers out of their range: unknown, none or 0, but a drop reason is kept as it came if it fits.</para></summary>
internal sealed class HubbleDecoder : IHubbleDecoder
{
    /// <summary>Node names kept of one node status; more nodes than a cluster has.</summary>
    private const int MaxNodes = 5_000;

    private readonly HubbleDecoderLimits _limits;
    private readonly TextTable _texts;
    private readonly IpTextTable _addresses = new();
    private readonly NameListTable _lists;
    private readonly SharedParts _parts;
    private readonly L7Parser _l7;
    private readonly InternTable<Endpoint> _endpoints;
    private readonly InternTable<ServiceName> _services;
    private readonly InternTable<PolicyDecision> _policies;
    private byte[] _lastNodeBytes = [];
    private string _lastNode = "";

    public HubbleDecoder(HubbleDecoderLimits? limits = null)
    {
        _limits = limits ?? new HubbleDecoderLimits();
        _texts = new TextTable(_limits.Texts, _limits.TextBytes, _limits.MaxTextBytes);
        _parts = new SharedParts(_texts, _limits);
        _lists = new NameListTable(_parts, _limits);
        _l7 = new L7Parser(_texts, _lists);
        _endpoints = new InternTable<Endpoint>(_limits.Endpoints, _limits.EndpointBytes);
        _services = new InternTable<ServiceName>(_limits.Others, _limits.OtherBytes);
        _policies = new InternTable<PolicyDecision>(_limits.Others, _limits.OtherBytes);
    }

    public static ImmutableArray<string> TableNames { get; } = ["endpoints", "texts", "name_lists", "services", "policies"];

    /// <summary>One per name, in that order. May be asked from any thread.</summary>
    public ImmutableArray<InternTableSize> Tables =>
    [
        _endpoints.SizeOf(TableNames[0]),
        _texts.Table.SizeOf(TableNames[1]),
        _lists.Table.SizeOf(TableNames[2]),
        _services.SizeOf(TableNames[3]),
        _policies.SizeOf(TableNames[4]),
    ];

    public HubbleMessage Decode(ReadOnlySpan<byte> message, ref Flow flow, out HubbleNotice? notice)
    {
        notice = null;
        var response = default(ResponseFields);
        if (!response.TryRead(message))
        {
            return HubbleMessage.Malformed;
        }

        switch (response.Kind)
        {
            case ResponseFields.FlowNumber:
                return TryDecodeFlow(response, ref flow) ? HubbleMessage.Flow : HubbleMessage.Malformed;
            case ResponseFields.LostEventsNumber:
                notice = NoticeFields.ReadLostEvents(response.Payload, NodeName(response.NodeName));
                return notice is null ? HubbleMessage.Malformed : HubbleMessage.LostEvents;
            case ResponseFields.NodeStatusNumber:
                notice = NoticeFields.ReadNodeStatus(response.Payload, _texts, MaxNodes);
                return notice is null ? HubbleMessage.Malformed : HubbleMessage.NodeStatus;
            default:
                return HubbleMessage.NotAFlow;
        }
    }

    private bool TryDecodeFlow(in ResponseFields response, ref Flow flow)
    {
        var bytes = response.Payload;
        var fields = default(FlowFields);
        if (!fields.TryRead(bytes))
        {
            return false;
        }

        if (fields.NeedsMerge)
        {
            bytes = FlowMerge.Normalize(bytes);
            fields = default;
            fields.TryRead(bytes);
        }

        // Every field is written below: the value may hold an earlier flow.
        WriteNumbers(fields, ref flow);
        if (!TryReadTime(fields.Time, response.Time, ref flow)
            || !NetworkFields.TryReadIp(fields.Ip, _addresses, ref flow)
            || !NetworkFields.TryReadL4(fields.L4, ref flow)
            || !NetworkFields.TryReadEventType(fields.EventType, out var eventType)
            || FindEndpoint(fields.Source) is not { } source
            || FindEndpoint(fields.Destination) is not { } destination)
        {
            return false;
        }

        flow.EventType = eventType;
        flow.Source = source;
        flow.Destination = destination;
        flow.Id = UuidText.Read(fields.Uuid);
        flow.NodeName = NodeName(fields.NodeName.IsEmpty ? response.NodeName : fields.NodeName);
        flow.SourceNames = _lists.Get(fields.SourceNames.In(bytes));
        flow.DestinationNames = _lists.Get(fields.DestinationNames.In(bytes));
        return TryReadServices(fields, bytes, ref flow) && TryReadL7(fields, ref flow);
    }

    private static void WriteNumbers(in FlowFields fields, ref Flow flow)
    {
        flow.Verdict = fields.Verdict <= (uint)Verdict.Translated ? (Verdict)fields.Verdict : Verdict.Unknown;
        flow.Type = fields.Type <= (uint)FlowType.Socket ? (FlowType)fields.Type : FlowType.Unknown;
        flow.Direction = fields.Direction <= (uint)TrafficDirection.Egress ? (TrafficDirection)fields.Direction : TrafficDirection.Unknown;
        flow.ObservationPoint = fields.ObservationPoint is <= (uint)ObservationPoint.ToCrypto or (uint)ObservationPoint.ToEndpoint
            ? (ObservationPoint)fields.ObservationPoint
            : ObservationPoint.Unknown;
        flow.TraceReason = fields.TraceReason <= (uint)TraceReason.EncryptOverlay ? (TraceReason)fields.TraceReason : TraceReason.Unknown;
        flow.AuthType = fields.AuthType <= (uint)AuthType.TestAlwaysFail ? (AuthType)fields.AuthType : AuthType.Disabled;
        var reason = fields.DropReasonDesc != 0 ? fields.DropReasonDesc : fields.DropReason;
        flow.DropReason = reason <= ushort.MaxValue ? (DropReason)reason : DropReason.Unknown;
        flow.Reply = fields switch
        {
            { HasIsReply: true, IsReply: true } or { HasIsReply: false, IsReplyDeprecated: true } => ReplyState.Reply,
            { HasIsReply: true } => ReplyState.Request,
            _ => ReplyState.Unknown,
        };
    }

    private static bool TryReadTime(ReadOnlySpan<byte> own, ReadOnlySpan<byte> response, ref Flow flow)
    {
        if (!TimestampField.TryRead(own, out var time) || (time.IsMissing && !TimestampField.TryRead(response, out time)))
        {
            return false;
        }

        flow.Time = time;
        return true;
    }

    private bool TryReadServices(in FlowFields fields, ReadOnlySpan<byte> bytes, ref Flow flow)
    {
        ServiceName? source = null, destination = null;
        PolicyDecision? policies = null;
        if ((!fields.SourceService.IsEmpty && (source = FindService(fields.SourceService)) is null)
            || (!fields.DestinationService.IsEmpty && (destination = FindService(fields.DestinationService)) is null)
            || (!fields.Policies.IsEmpty && (policies = FindPolicies(fields.Policies.In(bytes))) is null))
        {
            return false;
        }

        flow.SourceService = source is { Name: "", Namespace: "" } ? null : source;
        flow.DestinationService = destination is { Name: "", Namespace: "" } ? null : destination;
        flow.Policies = policies;
        return true;
    }

    private bool TryReadL7(in FlowFields fields, ref Flow flow)
    {
        ReadOnlySpan<byte> traceId = default;
        L7Record? record = null;
        if ((!fields.L7.IsEmpty && (record = _l7.Read(fields.L7)) is null)
            || !NetworkFields.TryReadTraceId(fields.TraceContext, ref traceId))
        {
            return false;
        }

        flow.L7 = ReferenceEquals(record, L7Parser.Nothing) ? null : record;
        flow.TraceId = _texts.Read(traceId);
        return true;
    }

    private string NodeName(ReadOnlySpan<byte> name)
    {
        // A node-local stream says the same name in every flow.
        if (!name.SequenceEqual(_lastNodeBytes))
        {
            _lastNode = _texts.Intern(name);
            _lastNodeBytes = name.ToArray();
        }

        return _lastNode;
    }

    /// <summary>Null when the bytes are malformed.</summary>
    private Endpoint? FindEndpoint(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            return Endpoint.None;
        }

        var hash = _endpoints.HashOf(message);
        var endpoint = _endpoints.Find(message, hash);
        if (endpoint is null)
        {
            endpoint = _parts.ReadEndpoint(message, (int)(hash >> 1));
            if (endpoint is not null && message.Length <= _limits.MaxRememberedBytes)
            {
                _endpoints.Add(message, hash, endpoint);
            }
        }

        return endpoint;
    }

    /// <summary>Null when the bytes are malformed.</summary>
    private ServiceName? FindService(ReadOnlySpan<byte> message)
    {
        var hash = _services.HashOf(message);
        var service = _services.Find(message, hash);
        if (service is null)
        {
            service = _parts.ReadService(message);
            if (service is not null && message.Length <= _limits.MaxRememberedBytes)
            {
                _services.Add(message, hash, service);
            }
        }

        return service;
    }

    /// <summary>Null when the bytes are malformed.</summary>
    private PolicyDecision? FindPolicies(ReadOnlySpan<byte> fields)
    {
        var hash = _policies.HashOf(fields);
        var policies = _policies.Find(fields, hash);
        if (policies is null)
        {
            policies = _parts.ReadPolicies(fields);
            if (policies is not null && fields.Length <= _limits.MaxRememberedBytes)
            {
                _policies.Add(fields, hash, policies);
            }
        }

        return policies;
    }
}
