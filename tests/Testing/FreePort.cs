using System.Net;
using System.Net.Sockets;

namespace Windsock.Testing;

/// <summary>Ports for servers that have to be told one.</summary>
public static class FreePort
{
    /// <summary>A port of loopback that nobody listens on, below the range the kernel gives to outgoing connections.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }

        throw new InvalidOperationException("no free port on loopback");
    }
}
