using Google.Protobuf;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Hubble.Probing;

/// <summary>Looks at a Hubble server for a moment, beside an agent that may follow it.</summary>
public sealed class HubbleProbe
{
    /// <summary>In one sample: about 2 MB.</summary>
    public const int MaxFlows = 10_000;

    /// <summary>Asked of what the server still has: identities and protocols of the last minutes show in it, and no server is kept busy.</summary>
    private const ulong History = 2_000;

    private readonly GrpcChannelOptions _channel;
    private readonly TimeProvider _time;

    /// <param name="options">Validated.</param>
    public HubbleProbe(HubbleOptions options, TimeProvider time)
    {
        _time = time;
        _channel = new GrpcChannelOptions
        {
            Address = GrpcAddress.Parse(options.Address),
            Tls = options.Tls,
            Section = "hubble",
            MessageLimitBytes = options.MessageLimitBytes,
            IsPaced = false,
        };
    }

    /// <summary><see cref="ServerStatus.Unknown"/> from a server that has no such call, or whose answer is none.</summary>
    /// <exception cref="GrpcException">The server does not answer; the message says what to do.</exception>
    public async Task<ServerStatus> ReadStatusAsync(TimeSpan timeout, CancellationToken stop)
    {
        using var channel = new GrpcChannel(_channel, _time);
        try
        {
            return ServerStatus.Read(await channel.CallAsync(HubbleRequests.ServerStatusMethod, HubbleRequests.ServerStatus, timeout, stop));
        }
        catch (Exception failure) when (failure is GrpcException { Code: GrpcCode.Unimplemented } or InvalidProtocolBufferException)
        {
            return ServerStatus.Unknown;
        }
    }

    /// <summary>Takes the newest flows that the server has, and what happens within <paramref name="length"/>.</summary>
    /// <exception cref="GrpcException">The stream could not be opened, or it broke.</exception>
    public async Task<FlowSample> ReadFlowsAsync(TimeSpan length, CancellationToken stop)
    {
        using var channel = new GrpcChannel(_channel, _time);
        using var enough = new CancellationTokenSource(length, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, enough.Token);
        var sampling = new FlowSampling(length, _time);
        try
        {
            await ReadAsync(channel, sampling, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time to look is over.
        }

        return sampling.Result;
    }

    private static async Task ReadAsync(GrpcChannel channel, FlowSampling sampling, CancellationToken enough)
    {
        try
        {
            await ReadAsync(channel, sampling, isMasked: true, enough);
        }
        catch (GrpcException refused) when (refused.Code == GrpcCode.InvalidArgument)
        {
            // An older server may lack one of the fields in the mask.
            await ReadAsync(channel, sampling, isMasked: false, enough);
        }
    }

    private static async Task ReadAsync(GrpcChannel channel, FlowSampling sampling, bool isMasked, CancellationToken enough)
    {
        await using var reader = await channel.OpenAsync(HubbleRequests.GetFlowsMethod, HubbleRequests.GetNewestFlows(History, isMasked), enough);
        do
        {
            while (!sampling.IsFull && reader.TryRead(out var message))
            {
                sampling.Take(message);
            }
        }
        while (!sampling.IsFull && await reader.ReadAsync(enough));
    }
}
