using System.Net;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>The port that several sources share: it opens with the first that joins and closes with the last that leaves. Any thread.</summary>
/// <param name="methods">Complete before the first joins.</param>
internal sealed class ReceiverPort(ReceiverOptions options, GrpcServerCounts counts, IReadOnlyCollection<IGrpcMethod> methods)
{
    private readonly Turnstile _turnstile = new();
    private volatile GrpcEndpoint? _endpoint;
    private Task<GrpcListener>? _listener;
    private int _users;

    /// <summary>Bytes of messages that have begun and not ended.</summary>
    public long HeldNow => _endpoint?.HeldNow ?? 0;

    /// <summary>Waits until the port is open. Whoever joined has to leave, also when this throws.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address cannot be listened on, or a certificate file cannot be used.</exception>
    public async Task<IPEndPoint> JoinAsync()
    {
        Task<GrpcListener> opening;
        using (_turnstile.Enter())
        {
            _users++;
            opening = _listener ??= OpenAsync();
        }

        return (await opening.ConfigureAwait(false)).Address;
    }

    public async Task LeaveAsync()
    {
        Task<GrpcListener>? last = null;
        using (_turnstile.Enter())
        {
            if (--_users == 0)
            {
                (last, _listener) = (_listener, null);
            }
        }

        if (last is { IsCompletedSuccessfully: true })
        {
            await (await last.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Opens for all who wait for it: none of them may call it off.</summary>
    private async Task<GrpcListener> OpenAsync()
    {
        var address = ReceiverOptions.Parse(options.Listen) ?? throw new IOException($"istio.receiver.listen: '{options.Listen}' is no address and port");
        var endpoint = new GrpcEndpoint(methods, options.Limits, counts);
        _endpoint = endpoint;
        return await GrpcListener.StartAsync(address, endpoint, options.Limits, options.Tls, CancellationToken.None).ConfigureAwait(false);
    }
}
