using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Windsock.FlowCollector.Grpc;

/// <summary>Makes the connections of one channel: socket, pace, TLS.</summary>
internal sealed class GrpcConnector
{
    // A peer that vanished without a word is noticed by the kernel after 30 + 3 * 10 s, without one HTTP/2 ping.
    private const int KeepAliveIdleSeconds = 30;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 3;

    private const int IpProtocolTcp = 6;
    private const int TcpUserTimeout = 18;
    private const int UserTimeoutMilliseconds = 60_000;

    private readonly GrpcChannelOptions _options;
    private readonly TimeProvider _time;
    private PacedStream? _current;
    private bool _isPaced;

    public GrpcConnector(GrpcChannelOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    /// <summary>From now on reads wait at a pace. Called when a stream of messages begins; short calls come before it.</summary>
    public void StartPacing()
    {
        _isPaced = true;
        if (_current is { } current)
        {
            current.IsPaced = true;
        }
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await OpenAsync(cancellationToken);
        if (!_options.IsPaced)
        {
            socket.Blocking = true;
            return await SecureAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken);
        }

        var paced = new PacedStream(socket, _time, first => ServerGreeting.Refuse(first, _options));
        var stream = await SecureAsync(paced, cancellationToken);
        paced.IsPaced = _isPaced;
        _current = paced;
        return stream;
    }

    private async Task<Stream> SecureAsync(Stream transport, CancellationToken cancellationToken)
    {
        if (!_options.Tls.IsEnabled)
        {
            return transport;
        }

        try
        {
            return await new TlsHandshake(_options, _time).RunAsync(transport, cancellationToken);
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var address = _options.Address;
        if (address.IsUnix)
        {
            return await OpenAsync(new UnixDomainSocketEndPoint(address.Path), ProtocolType.Unspecified, cancellationToken);
        }

        var candidates = await Dns.GetHostAddressesAsync(address.Host, cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                return await OpenAsync(new IPEndPoint(candidates[i], address.Port), ProtocolType.Tcp, cancellationToken);
            }
            catch (SocketException) when (i + 1 < candidates.Length)
            {
                // A host with several addresses: the last one's failure is the one that is told.
            }
        }
    }

    /// <summary>Connects without registering the socket with the runtime's event loop (see <see cref="PacedStream"/>).</summary>
    private async Task<Socket> OpenAsync(EndPoint endPoint, ProtocolType protocol, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, protocol) { Blocking = false };
        try
        {
            if (protocol == ProtocolType.Tcp)
            {
                Tune(socket);
            }

            await ConnectAsync(socket, endPoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            socket.Connect(endPoint);
            return;
        }
        catch (SocketException pending) when (
            pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress && socket.ProtocolType == ProtocolType.Tcp)
        {
            // Under way. A unix socket never is: there it means that the server's backlog is full, which the caller reports.
        }

        while (!socket.Poll(0, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectError))
        {
            await Task.Delay(ReadPace.ShortestWait, _time, cancellationToken);
        }

        var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }
    }

    private static void Tune(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        if (OperatingSystem.IsLinux())
        {
            // The same bound for what was sent and never acknowledged.
            socket.SetRawSocketOption(IpProtocolTcp, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
        }
    }
}
