using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Windsock.EndToEnd.Tests.RealCluster;

/// <summary>A piece of wire between a client and a server on loopback that a test can cut or freeze.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Wire, bool> _wires = new();
    private readonly Task _accepting;
    private volatile bool _isClosed;

    public Gate(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections open now.</summary>
    public int Wires => _wires.Count;

    /// <summary>Breaks all connections and lets no new one through.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var wire in _wires.Keys)
        {
            wire.Dispose();
        }
    }

    public void Open() => _isClosed = false;

    /// <summary>The connections open now stay open, and nothing passes on them any more; new ones work.</summary>
    public void Freeze()
    {
        foreach (var wire in _wires.Keys)
        {
            wire.Freeze();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Close();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_isClosed)
                {
                    client.Dispose();
                    continue;
                }

                var wire = new Wire(client);
                _wires[wire] = true;
                _ = CarryAsync(wire);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The gate is taken down.
        }
    }

    private async Task CarryAsync(Wire wire)
    {
        await wire.RunAsync(_target);
        _wires.TryRemove(wire, out _);
    }

    private sealed class Wire(TcpClient client) : IDisposable
    {
        private readonly TcpClient _server = new();
        private volatile bool _isFrozen;

        public async Task RunAsync(int target)
        {
            try
            {
                await _server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(CopyAsync(client, _server), CopyAsync(_server, client));
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // The server is away; the client sees its connection closed.
            }

            Dispose();
        }

        public void Freeze() => _isFrozen = true;

        public void Dispose()
        {
            client.Dispose();
            _server.Dispose();
        }

        private async Task CopyAsync(TcpClient from, TcpClient to)
        {
            var bytes = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await from.GetStream().ReadAsync(bytes)) > 0)
                {
                    if (!_isFrozen)
                    {
                        await to.GetStream().WriteAsync(bytes.AsMemory(0, read));
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut.
            }
        }
    }
}
