namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>What one call keeps between its messages. One thread at a time; never waits.</summary>
internal interface IGrpcCall
{
    /// <summary>Takes one message; the span is good until it returns.</summary>
    /// <returns>Null: go on. Otherwise the call ends with this status.</returns>
    GrpcEnd? Take(ReadOnlySpan<byte> message);

    /// <summary>The client has sent all: the message that answers it, protobuf of any length.</summary>
    ReadOnlyMemory<byte> Finish();
}
