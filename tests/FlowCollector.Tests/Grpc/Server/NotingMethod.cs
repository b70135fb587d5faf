using System.Collections.Concurrent;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

/// <summary>Keeps the messages of each call; ends a call at the message <c>stop</c>; answers how many there were.</summary>
internal sealed class NotingMethod(string path = NotingMethod.Name) : IGrpcMethod
{
    public const string Name = "/test.Notes/Take";

    private int _begun;
    private int _finished;

    public string Path => path;

    public int Begun => Volatile.Read(ref _begun);

    public int Finished => Volatile.Read(ref _finished);

    public ConcurrentQueue<string> Messages { get; } = new();

    public IGrpcCall Begin(IpAddress remote)
    {
        Interlocked.Increment(ref _begun);
        return new Call(this);
    }

    private sealed class Call(NotingMethod method) : IGrpcCall
    {
        private byte _count;

        public GrpcEnd? Take(ReadOnlySpan<byte> message)
        {
            var text = System.Text.Encoding.UTF8.GetString(message);
            method.Messages.Enqueue(text);
            _count++;
            return text == "stop" ? new GrpcEnd(GrpcCode.FailedPrecondition, "100 % enough") : null;
        }

        public ReadOnlyMemory<byte> Finish()
        {
            Interlocked.Increment(ref method._finished);
            return new[] { _count };
        }
    }
}
