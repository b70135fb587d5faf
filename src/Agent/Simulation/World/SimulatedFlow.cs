using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>One flow event, before any encoding. Source and destination are those of the packet.</summary>
internal sealed record SimulatedFlow
{
    public Guid Id { get; init; }

    /// <summary>When it happened, in truth.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>False: the flow is sent without its time.</summary>
    public bool CarriesTime { get; init; } = true;

    public required FlowEnd Source { get; init; }

    public required FlowEnd Destination { get; init; }

    /// <summary>Null: the datapath could not tell.</summary>
    public bool? IsReply { get; init; }

    public FlowType Type { get; init; } = FlowType.L3L4;

    public Verdict Verdict { get; init; } = Verdict.Forwarded;

    public DropReason DropReason { get; init; }

    public L4Protocol Protocol { get; init; } = L4Protocol.Tcp;

    /// <summary>For ICMP the message type.</summary>
    public int SourcePort { get; init; }

    /// <summary>For ICMP the message code.</summary>
    public int DestinationPort { get; init; }

    public TcpFlags TcpFlags { get; init; }

    public TrafficDirection Direction { get; init; } = TrafficDirection.Egress;

    public ObservationPoint ObservationPoint { get; init; }

    public TraceReason TraceReason { get; init; }

    /// <summary>Cilium's message type: 1 drop, 4 trace, 5 policy verdict, 7 trace-sock, 129 L7.</summary>
    public int EventType { get; init; } = 4;

    public SimulatedL7? L7 { get; init; }

    public ImmutableArray<PolicyName> EgressDeniedBy { get; init; } = [];

    public ImmutableArray<PolicyName> IngressDeniedBy { get; init; } = [];

    public ImmutableArray<PolicyName> EgressAllowedBy { get; init; } = [];

    /// <summary>W3C trace id, empty when absent.</summary>
    public string TraceId { get; init; } = "";

    public required string NodeName { get; init; }

    /// <summary>What the event is part of, known to the truth alone; null for one that belongs to no connection.</summary>
    public SimulatedConnection? Connection { get; init; }

    public FlowEnd Client => IsReply == true ? Destination : Source;

    public FlowEnd Server => IsReply == true ? Source : Destination;
}
