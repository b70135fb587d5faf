using System.Collections.Immutable;
using Google.Protobuf;

namespace Windsock.FlowCollector.Hubble;

/// <summary>observer.ServerStatusResponse: what a Hubble server says about itself.</summary>
/// <param name="Version">Empty before Cilium 1.10.</param>
/// <param name="RingCapacity">Events the server can replay; over all nodes when it is a relay. 0 when it does not say.</param>
/// <param name="SeenFlows">Since the server started.</param>
/// <param name="ConnectedNodes">Null unless the server is a relay.</param>
public sealed record ServerStatus(
    string Version, ulong Flows, ulong RingCapacity, ulong SeenFlows, TimeSpan Uptime, uint? ConnectedNodes, uint? UnavailableNodes)
{
    /// <summary>Longest version that is kept: it becomes a label.</summary>
    private const int MaxVersionLength = 64;

    /// <summary>Names of nodes that are kept: enough to know where to look.</summary>
    private const int MaxNodeNames = 16;

    /// <summary>Longest name that Kubernetes gives a node, with a cluster before it.</summary>
    private const int MaxNodeNameLength = 320;

    public static readonly ServerStatus Unknown = new("", 0, 0, 0, TimeSpan.Zero, null, null);

    /// <summary>Flows a second now, by the server's own measure; 0 before Cilium 1.15.</summary>
    public double FlowsPerSecond { get; init; }

    /// <summary>Nodes that a relay does not reach, at most 16 of them.</summary>
    public ImmutableArray<string> UnavailableNodeNames { get; init; } = [];

    /// <exception cref="InvalidProtocolBufferException">Not a protobuf message.</exception>
    public static ServerStatus Read(byte[] message)
    {
        var status = Unknown;
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            status = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag)) switch
            {
                (1, WireFormat.WireType.Varint) => status with { Flows = input.ReadUInt64() },
                (2, WireFormat.WireType.Varint) => status with { RingCapacity = input.ReadUInt64() },
                (3, WireFormat.WireType.Varint) => status with { SeenFlows = input.ReadUInt64() },
                (4, WireFormat.WireType.Varint) => status with { Uptime = FromNanoseconds(input.ReadUInt64()) },
                (5, WireFormat.WireType.LengthDelimited) => status with { ConnectedNodes = ReadWrapped(input.ReadBytes()) },
                (6, WireFormat.WireType.LengthDelimited) => status with { UnavailableNodes = ReadWrapped(input.ReadBytes()) },
                (7, WireFormat.WireType.LengthDelimited) => AddNode(status, input.ReadBytes()),
                (8, WireFormat.WireType.LengthDelimited) => status with { Version = ReadText(input.ReadBytes(), MaxVersionLength) },
                (9, WireFormat.WireType.Fixed64) => status with { FlowsPerSecond = Positive(input.ReadDouble()) },
                _ => Skip(input, status),
            };
        }

        return status;
    }

    private static ServerStatus Skip(CodedInputStream input, ServerStatus status)
    {
        input.SkipLastField();
        return status;
    }

    private static TimeSpan FromNanoseconds(ulong nanoseconds) => TimeSpan.FromTicks((long)(nanoseconds / 100));

    /// <summary>google.protobuf.UInt32Value: field 1, absent means 0.</summary>
    private static uint ReadWrapped(ByteString wrapper)
    {
        uint value = 0;
        var input = wrapper.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(1, WireFormat.WireType.Varint))
            {
                value = input.ReadUInt32();
            }
            else
            {
                input.SkipLastField();
            }
        }

        return value;
    }

    private static ServerStatus AddNode(ServerStatus status, ByteString name) => status.UnavailableNodeNames.Length < MaxNodeNames
        ? status with { UnavailableNodeNames = status.UnavailableNodeNames.Add(ReadText(name, MaxNodeNameLength)) }
        : status;

    private static double Positive(double rate) => double.IsFinite(rate) && rate > 0 ? rate : 0;

    /// <summary>Cut, and without control characters: it goes to the log, into a label, onto a terminal.</summary>
    private static string ReadText(ByteString bytes, int length)
    {
        var text = bytes.ToStringUtf8();
        return string.Concat(text.Where(unit => !char.IsControl(unit)).Take(length));
    }
}
