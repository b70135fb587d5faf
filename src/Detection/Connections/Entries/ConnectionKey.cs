using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Entries;

/// <summary>The oriented 5-tuple. Ports are 0 for ICMP.</summary>
internal readonly record struct ConnectionKey(IpAddress Client, IpAddress Server, ushort ClientPort, ushort ServerPort, L4Protocol Protocol)
{
    /// <summary>The end that opened it.</summary>
    public int SocketHash => KeyHash.Of(Client, ((uint)ClientPort << 8) | (byte)Protocol);

    /// <summary>Its two hosts.</summary>
    public int PairHash => KeyHash.Of(Client, Server, 0);

    public bool SharesSocket(in ConnectionKey other) => Client == other.Client && ClientPort == other.ClientPort && Protocol == other.Protocol;

    public ConnectionKey Reversed() => new(Server, Client, ServerPort, ClientPort, Protocol);

    public bool Equals(ConnectionKey other) =>
        Client == other.Client && Server == other.Server && ClientPort == other.ClientPort && ServerPort == other.ServerPort && Protocol == other.Protocol;

    public override int GetHashCode() => KeyHash.Of(Client, Server, ((ulong)ClientPort << 32) | ((uint)ServerPort << 8) | (byte)Protocol);
}
