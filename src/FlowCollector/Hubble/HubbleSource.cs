using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Grpc;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Follows the flows of a Cilium agent or of Hubble Relay. What it remembers between calls of <see cref="RunAsync"/>:
/// where to resume, which flows were handed over, and what the server cannot do.</summary>
internal sealed class HubbleSource : IFlowSource
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(5);

    private readonly HubbleOptions _options;
    private readonly GrpcChannelOptions _channelOptions;
    private readonly Func<IHubbleDecoder> _createDecoder;
    private readonly HubbleServerMetrics _server;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Instant _start;
    private readonly SeenFlows _seen;
    private bool _isMasked = true;

    /// <param name="isPaced">See <see cref="GrpcChannelOptions.IsPaced"/>.</param>
    public HubbleSource(
        HubbleOptions options, Func<IHubbleDecoder> createDecoder, HubbleServerMetrics server, TimeProvider time, ILogger<HubbleSource> logger, bool isPaced = true)
    {
        _options = options;
        _createDecoder = createDecoder;
        _server = server;
        _time = time;
        _logger = logger;
        _start = Now().Add(-options.Lookback);
        _seen = new SeenFlows(options.ResumeOverlap);
        _channelOptions = new GrpcChannelOptions
        {
            Address = GrpcAddress.Parse(options.Address),
            Tls = options.Tls,
            Section = "hubble",
            MessageLimitBytes = options.MessageLimitBytes,
            IsPaced = isPaced,
        };
    }

    public string Name => "hubble";

    /// <exception cref="GrpcException">The stream could not be opened, broke, or was ended by the server.</exception>
    public async Task RunAsync(FlowWriter writer, CancellationToken stop)
    {
        using var channel = new GrpcChannel(_channelOptions, _time);
        try
        {
            await ReadStatusAsync(channel, stop);
            writer.ReportUp(true);
            await FollowAsync(channel, writer, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            writer.ReportUp(false);
        }

        throw new GrpcException(GrpcCode.Unavailable, $"{_options.Address} ended the stream of flows: the Cilium agent is stopping or restarting");
    }

    private async Task ReadStatusAsync(GrpcChannel channel, CancellationToken stop)
    {
        var status = ServerStatus.Unknown;
        try
        {
            var answer = await channel.CallAsync(HubbleRequests.ServerStatusMethod, HubbleRequests.ServerStatus, StatusTimeout, stop);
            status = ServerStatus.Read(answer);
        }
        catch (Exception failure) when (failure is GrpcException { Code: GrpcCode.Unimplemented } or InvalidProtocolBufferException)
        {
            // Flows can be read without it; if the whole service is missing, GetFlows says so.
            HubbleLog.NoServerStatus(_logger, _options.Address, failure.Message);
        }

        var known = _server.Status;
        if ((known.Version, known.RingCapacity, known.ConnectedNodes) != (status.Version, status.RingCapacity, status.ConnectedNodes))
        {
            var nodes = status.ConnectedNodes is { } connected ? $", {connected} nodes connected, {status.UnavailableNodes ?? 0} unavailable" : "";
            HubbleLog.Connected(_logger, _options.Address, status.Version, status.RingCapacity, status.SeenFlows, nodes);
        }

        _server.Status = status;
        _seen.Fit(status.RingCapacity, isRelay: status.ConnectedNodes is not null);
    }

    private async Task FollowAsync(GrpcChannel channel, FlowWriter writer, CancellationToken stop)
    {
        try
        {
            await StreamAsync(channel, writer, stop);
        }
        catch (GrpcException refused) when (refused.Code == GrpcCode.InvalidArgument && _isMasked)
        {
            // Servers check the paths against the fields they know: an older one may lack one of ours.
            _isMasked = false;
            HubbleLog.NoFieldMask(_logger, _options.Address, refused.Message);
            await StreamAsync(channel, writer, stop);
        }
    }

    private async Task StreamAsync(GrpcChannel channel, FlowWriter writer, CancellationToken stop)
    {
        var request = HubbleRequests.GetFlows(BeginAt(), _isMasked);
        await using var reader = await channel.OpenAsync(HubbleRequests.GetFlowsMethod, request, stop);
        await new HubbleStream(reader, _createDecoder(), _seen, writer, Name, _time, OnGap).RunAsync(stop);
    }

    private Instant BeginAt()
    {
        if (_seen.Latest.IsMissing)
        {
            return _start;
        }

        // Never before the start: what lies there was not seen and was not asked for.
        _seen.BeginReplay();
        var overlap = _seen.Latest.Add(-_options.ResumeOverlap);
        return overlap > _start ? overlap : _start;
    }

    private void OnGap(Instant lastSeen) => HubbleLog.Gap(_logger, _options.Address, lastSeen.ToString());

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
