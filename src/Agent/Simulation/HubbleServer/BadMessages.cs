using System.Text;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>Messages that no reader can take as a flow, each for its own reason.</summary>
internal static class BadMessages
{
    /// <summary>The agent's default limit is 1 MiB.</summary>
    private const int OversizedBytes = (1024 * 1024) + 4_096;

    public static byte[] Of(DecodeFailure failure) => failure switch
    {
        // Field 1 (flow), length-delimited, 100 bytes promised and three sent.
        DecodeFailure.Malformed => [0x0A, 100, 1, 2, 3],
        DecodeFailure.Oversized => Oversized(),

        // Marked as compressed in its frame; the bytes are what no protobuf reader would take.
        DecodeFailure.Compressed => [0x1F, 0x8B, 0x08, 0x00],
        _ => new GetFlowsResponse { NodeName = "worker-1" }.ToByteArray(),
    };

    private static byte[] Oversized()
    {
        var flow = new Flow { Uuid = Encoding.ASCII.GetString(Enumerable.Repeat((byte)'x', OversizedBytes).ToArray()) };
        return new GetFlowsResponse { Flow = flow }.ToByteArray();
    }
}
