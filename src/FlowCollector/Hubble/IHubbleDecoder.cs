using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Reads one <c>observer.GetFlowsResponse</c> from its bytes. Single-threaded: it owns the tables that intern
/// endpoints and names.</summary>
internal interface IHubbleDecoder
{
    /// <param name="message">The protobuf message without gRPC framing.</param>
    /// <param name="flow">Filled completely when the result is <see cref="HubbleMessage.Flow"/>; otherwise its content means nothing.
    /// May hold an earlier flow: every field is written anew.</param>
    /// <param name="notice">Set for lost events and node status, else null.</param>
    HubbleMessage Decode(ReadOnlySpan<byte> message, ref Flow flow, out HubbleNotice? notice);
}

/// <summary>What a GetFlowsResponse held.</summary>
internal enum HubbleMessage : byte { Flow, LostEvents, NodeStatus, Malformed, NotAFlow }

/// <summary>An answer that is not a flow.</summary>
internal abstract record HubbleNotice;

/// <summary>flow.LostEvent.</summary>
internal sealed record LostEventsNotice(uint Source, ulong Count, string NodeName) : HubbleNotice;

/// <summary>relay.NodeStatusEvent. <paramref name="State"/>: 1 connected, 2 unavailable, 3 gone, 4 error.</summary>
internal sealed record NodeStatusNotice(uint State, IReadOnlyList<string> NodeNames, string Message) : HubbleNotice;
