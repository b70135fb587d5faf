namespace Windsock.FlowCollector.Grpc;

/// <summary>A call that failed. The message is one line that says what happened and what to do about it; it is also what a
/// server throws to end its call with a status other than OK.</summary>
public sealed class GrpcException : Exception
{
    public GrpcException(GrpcCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    public GrpcCode Code { get; }
}
