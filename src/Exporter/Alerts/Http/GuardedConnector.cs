using System.Net;
using System.Net.Sockets;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken stop);

/// <summary>Opens connections to receivers. The address is judged after the name was resolved and is the one that is connected to, so that
/// a name which resolves to something else a moment later gains nothing.</summary>
internal sealed class GuardedConnector(bool allowsLinkLocal, HostResolver resolve)
{
    /// <summary>Addresses of one name that are tried, one after the other.</summary>
    private const int MaxAddresses = 8;

    public static HostResolver Dns { get; } = (host, stop) => System.Net.Dns.GetHostAddressesAsync(host, stop);

    /// <exception cref="RefusedAddressException">Every address of the host is one that must not be connected to.</exception>
    /// <exception cref="SocketException">No address could be connected to, or there is none.</exception>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop) =>
        ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stop);

    /// <inheritdoc cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)"/>
    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken stop)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, stop).ConfigureAwait(false);
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses.Take(MaxAddresses))
        {
            if (AddressGuard.Refuse(address, allowsLinkLocal) is { } why)
            {
                failure = new RefusedAddressException($"{host} is {address}, which {why}: not connected to. Name another receiver, or set http.allowLinkLocal if that is where it is");
                continue;
            }

            try
            {
                return await OpenAsync(address, port, stop).ConfigureAwait(false);
            }
            catch (SocketException unreachable)
            {
                failure = unreachable;
            }
        }

        throw failure;
    }

    private static async ValueTask<Stream> OpenAsync(IPAddress address, int port, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
