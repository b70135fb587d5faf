using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Entries;

/// <summary>The oriented 5-tuple. Ports are 0 for ICMP.</summary>
internal readonly record struct ConnectionKey(IpAddress Client, IpAddress Server, ushort ClientPort, ushort ServerPort, L4Protocol Protocol)
{
    /// <summary>The end that opened it.</summary>
    public int SocketHash => HashCode.Combine(Client.High, Client.Low, ((uint)ClientPort << 8) | (byte)Protocol);

    /// <summary>Its two hosts.</summary>
    public int PairHash => HashCode.Combine(Client.High, Client.Low, Server.High, Server.Low);

    public bool SharesSocket(in ConnectionKey other) => Client == other.Client && ClientPort == other.ClientPort && Protocol == other.Protocol;

    public ConnectionKey Reversed() => new(Server, Client, ServerPort, ClientPort, Protocol);

    public bool Equals(ConnectionKey other) =>
        Client == other.Client && Server == other.Server && ClientPort == other.ClientPort && ServerPort == other.ServerPort && Protocol == other.Protocol;

    /// <summary>Seeded anew in every process, so that nobody can choose addresses that collide.</summary>
    public override int GetHashCode() => HashCode.Combine(
        Client.High, Client.Low, Server.High, Server.Low, ((ulong)ClientPort << 32) | ((uint)ServerPort << 8) | (byte)Protocol);
}
