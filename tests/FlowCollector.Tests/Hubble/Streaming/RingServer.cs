using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Windsock.FlowCollector.Grpc;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>A Hubble server as far as streaming goes: a ring of flows, replay from <c>since</c>, follow. Tests break it.</summary>
internal sealed class RingServer
{
    private readonly Lock _lock = new();
    private readonly List<(Instant Time, byte[] Message)> _events = [];
    private readonly List<byte[]> _requests = [];
    private int _firstInRing;
    private int _breakAfter = int.MaxValue;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Capacity { get; init; } = 4095;

    public uint? Nodes { get; init; }

    public bool KnowsFieldMask { get; init; } = true;

    /// <summary>The GetFlows requests so far.</summary>
    public IReadOnlyList<byte[]> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpc(HubbleMethod("ServerStatus"), call => call.WriteAsync(Answer.Status("1.19.4", (ulong)Capacity, (ulong)_events.Count, Nodes)).AsTask());
        routes.MapGrpc(HubbleMethod("GetFlows"), ServeFlowsAsync);
        routes.MapGrpcFallback();
    }

    public void Publish(Instant time, params IEnumerable<byte[]> messages)
    {
        lock (_lock)
        {
            _events.AddRange(messages.Select(message => (time, message)));
            _firstInRing = Math.Max(_firstInRing, _events.Count - Capacity);
            Wake();
        }
    }

    /// <summary>Streams from now on (and those that run) are cut off after this many messages, once.</summary>
    public void BreakAfter(int messages)
    {
        lock (_lock)
        {
            _breakAfter = messages;
            Wake();
        }
    }

    public void LoseRing()
    {
        lock (_lock)
        {
            _firstInRing = _events.Count;
        }
    }

    private static string HubbleMethod(string name) => $"/observer.Observer/{name}";

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task ServeFlowsAsync(GrpcServerCall call)
    {
        var request = (await call.ReadMessageAsync())!;
        var (since, masked) = Read(request);
        int next;
        lock (_lock)
        {
            _requests.Add(request);
            next = _firstInRing;
        }

        if (masked && !KnowsFieldMask)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "invalid field mask");
        }

        for (var sent = 0; ;)
        {
            List<byte[]> due;
            Task changed;
            lock (_lock)
            {
                due = [.. _events.Skip(next).Where(entry => entry.Time >= since).Select(entry => entry.Message).Take(_breakAfter - sent)];
                next = _events.Count;
                changed = _changed.Task;
            }

            due.ForEach(message => call.Write(message));
            await call.FlushAsync();
            sent += due.Count;
            if (sent >= _breakAfter)
            {
                _breakAfter = int.MaxValue;
                call.Context.Abort();
                return;
            }

            await changed.WaitAsync(call.Aborted);
        }
    }

    private static (Instant Since, bool Masked) Read(byte[] request)
    {
        var (since, masked) = (Instant.Missing, false);
        var input = new CodedInputStream(request);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 7:
                    var stamp = input.ReadBytes().CreateCodedInput();
                    stamp.ReadTag();
                    var seconds = stamp.ReadInt64();
                    stamp.ReadTag();
                    since = new Instant((seconds * 1_000_000_000) + stamp.ReadInt64());
                    break;
                case 10:
                    masked = true;
                    input.SkipLastField();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (since, masked);
    }
}
