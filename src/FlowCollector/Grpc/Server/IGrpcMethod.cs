using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>One method of a service: unary and client streaming alike, its calls bring messages and get one answer. Any thread;
/// many calls at a time.</summary>
internal interface IGrpcMethod
{
    /// <summary><c>/package.Service/Method</c>.</summary>
    string Path { get; }

    /// <summary>A call has begun.</summary>
    /// <param name="remote">Address of who calls, as the connection has it.</param>
    IGrpcCall Begin(IpAddress remote);
}
