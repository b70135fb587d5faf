namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>How a call ends other than well.</summary>
internal sealed record GrpcEnd(GrpcCode Code, string Message);
