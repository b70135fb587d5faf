using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Probing;

namespace Windsock.Agent.Doctor.Sights;

/// <summary>What one look at Hubble showed, shared by all checks about it.</summary>
/// <param name="address">As configured.</param>
/// <param name="status">Fails with a <see cref="GrpcException"/> when the server does not answer.</param>
/// <param name="sample">Fails like that when no flows can be read.</param>
internal sealed class HubbleSight(string address, Task<ServerStatus> status, Task<FlowSample> sample)
{
    /// <summary>Long enough for flows of most pods, short enough for a person who waits.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

    public string Address => address;

    /// <summary>Begins to look.</summary>
    /// <param name="timeout">Of one check; the look is over before it.</param>
    public static HubbleSight Open(HubbleOptions options, TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        var probe = new HubbleProbe(options, time);
        var status = probe.ReadStatusAsync(timeout * 0.8, stop);
        var look = timeout * 0.4 < LongestLook ? timeout * 0.4 : LongestLook;
        return new HubbleSight(options.Address, status, SampleAsync(probe, status, look, stop));
    }

    /// <exception cref="GrpcException">The server does not answer.</exception>
    public Task<ServerStatus> ConnectAsync() => status;

    /// <exception cref="CheckSkippedException">The server does not answer.</exception>
    public async Task<ServerStatus> StatusAsync()
    {
        try
        {
            return await status;
        }
        catch (GrpcException)
        {
            throw new CheckSkippedException("Hubble does not answer.");
        }
    }

    /// <exception cref="CheckSkippedException">The server does not answer.</exception>
    /// <exception cref="GrpcException">It answers, and gives no flows.</exception>
    public async Task<FlowSample> ReadFlowsAsync()
    {
        _ = await StatusAsync();
        return await sample;
    }

    /// <exception cref="CheckSkippedException">There are no flows to look at.</exception>
    public async Task<FlowSample> SampleAsync()
    {
        try
        {
            return await ReadFlowsAsync();
        }
        catch (GrpcException)
        {
            throw new CheckSkippedException("No flows can be read.");
        }
    }

    private static async Task<FlowSample> SampleAsync(HubbleProbe probe, Task<ServerStatus> status, TimeSpan look, CancellationToken stop)
    {
        _ = await status;
        return await probe.ReadFlowsAsync(look, stop);
    }
}
