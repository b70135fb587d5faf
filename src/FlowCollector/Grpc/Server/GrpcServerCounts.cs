using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>What came to a gRPC server and how it ended. Any thread.</summary>
internal sealed class GrpcServerCounts
{
    /// <summary>Calls of a method that exists.</summary>
    public Counter Calls { get; } = new();

    /// <summary>Calls under way: begun less ended.</summary>
    public Counter Ended { get; } = new();

    public Counter Messages { get; } = new();

    /// <summary>Longer than the limit, before or after decompression; each one ended its call.</summary>
    public Counter Oversized { get; } = new();

    /// <summary>Compressed in a way that is not understood, or broken; each one ended its call.</summary>
    public Counter Compressed { get; } = new();

    /// <summary>Calls whose bytes ended inside a message, or whose connection broke.</summary>
    public Counter Broken { get; } = new();

    /// <summary>Requests for a method that does not exist, or that are not gRPC.</summary>
    public Counter Refused { get; } = new();
}
