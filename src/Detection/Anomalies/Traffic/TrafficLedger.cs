using System.Numerics;
using Windsock.Detection.Connections.Names;
using Windsock.Detection.Diagnosis;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.Traffic;

/// <summary>What a try did over all its peers together, in numbers that one try can be held against another by. Only what the task
/// itself opened; look-ups of names are not connections here. Bounded in every direction: past a bound counts stay where they are.</summary>
internal sealed class TrafficLedger
{
    private const int MaxAddresses = 1_024;
    private const int MaxPorts = 1_024;
    private const int MaxZones = 64;
    private const int MaxPeers = 256;
    private const ushort DnsPort = 53;

    private readonly HashSet<IpAddress> _addresses = [];
    private readonly HashSet<ushort> _ports = [];
    private readonly Dictionary<string, ZoneTally> _zones = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sentTo = new(StringComparer.Ordinal);

    public int Connections { get; private set; }

    /// <summary>Connections that came about. Who scans has few of them.</summary>
    public int Established { get; private set; }

    /// <summary>Connections that a network policy denied.</summary>
    public int Denials { get; private set; }

    /// <summary>Different addresses that it opened connections to.</summary>
    public int Addresses => _addresses.Count;

    /// <summary>Different ports that it opened connections to.</summary>
    public int Ports => _ports.Count;

    /// <summary>Application bytes that it sent, by its own proxy's word; -1 when no proxy told any.</summary>
    public long SentBytes { get; private set; } = -1;

    public IReadOnlyCollection<ZoneTally> Zones => _zones.Values;

    public MetadataSighting Metadata { get; private set; }

    /// <summary>Something has changed that rules may want to see before the try ends; whoever looks takes the mark off.</summary>
    public bool IsStirred { get; set; }

    /// <summary>To whom it sent most; empty when no proxy told any.</summary>
    public (string Peer, long Bytes) LargestReceiver
    {
        get
        {
            var (name, bytes) = ("", 0L);
            foreach (var (peer, sent) in _sentTo)
            {
                (name, bytes) = sent > bytes ? (peer, sent) : (name, bytes);
            }

            return (name, bytes);
        }
    }

    /// <summary>The try is its client.</summary>
    public void Observe(Connection connection)
    {
        if (connection.ServerPort == DnsPort)
        {
            return;
        }

        Connections++;
        Established += connection.Outcome == ConnectionOutcome.Established ? 1 : 0;
        if (connection.Outcome == ConnectionOutcome.Denied && DropClasses.Of(connection.DropReason).Cause == FailureCause.PolicyDenied)
        {
            Denials++;
            StirAt(Denials);
        }

        if (!connection.ServerIp.IsNone && _addresses.Count < MaxAddresses && _addresses.Add(connection.ServerIp))
        {
            StirAt(_addresses.Count);
        }

        if (connection.ServerPort != 0 && _ports.Count < MaxPorts && _ports.Add(connection.ServerPort))
        {
            StirAt(_ports.Count);
        }

        if (MetadataAddresses.PeerOf(connection.ServerIp) is not null || MetadataAddresses.IsName(connection.ServerAsPeer.Kind, connection.ServerAsPeer.Name))
        {
            var seen = Metadata;
            Metadata = seen.Connections == 0
                ? new MetadataSighting(connection.ServerIp.IsNone ? connection.ServerAsPeer.Name : connection.ServerIp.ToString(), connection.ServerPort, 1, connection.FirstSeen)
                : seen with { Connections = seen.Connections + 1 };
            IsStirred |= seen.Connections == 0;
        }

        StirAt(Connections);
    }

    /// <summary>A name was asked for, whatever the answer.</summary>
    /// <param name="name">Without the final dot, in any case.</param>
    public void ObserveQuery(ReadOnlySpan<char> name, string clusterDomain, Instant at)
    {
        if (ZoneNames.IsLocal(name, clusterDomain))
        {
            return;
        }

        var (zone, below) = ZoneNames.Split(name.ToString().ToLowerInvariant());
        if (!_zones.TryGetValue(zone, out var tally))
        {
            if (_zones.Count >= MaxZones)
            {
                return;
            }

            tally = new ZoneTally(zone);
            _zones.Add(zone, tally);
        }

        if (tally.Observe(below, at) && tally.DistinctNames >= 32)
        {
            StirAt(tally.DistinctNames);
        }
    }

    /// <summary>Its own proxy told how much it sent.</summary>
    public void ObserveBytes(string peer, long sent)
    {
        if (sent < 0)
        {
            return;
        }

        var before = Math.Max(SentBytes, 0);
        SentBytes = before > long.MaxValue - sent ? long.MaxValue : before + sent;
        if (_sentTo.TryGetValue(peer, out var known) || _sentTo.Count < MaxPeers)
        {
            _sentTo[peer] = known > long.MaxValue - sent ? long.MaxValue : known + sent;
        }

        // A rule looks at each doubling from a megabyte on.
        IsStirred |= SentBytes >= 1 << 20 && BitOperations.Log2((ulong)SentBytes) > BitOperations.Log2((ulong)before | 1);
    }

    /// <summary>Takes in what was seen of the same try under other ids.</summary>
    public void Absorb(TrafficLedger other)
    {
        Connections += other.Connections;
        Established += other.Established;
        Denials += other.Denials;
        SentBytes = SentBytes < 0 ? other.SentBytes : SentBytes + Math.Max(0, other.SentBytes);
        Metadata = Metadata.Connections == 0 ? other.Metadata : Metadata with { Connections = Metadata.Connections + other.Metadata.Connections };
        _addresses.UnionWith(other._addresses.Take(MaxAddresses - _addresses.Count));
        _ports.UnionWith(other._ports.Take(MaxPorts - _ports.Count));
        foreach (var (peer, sent) in other._sentTo.Take(MaxPeers - Math.Min(MaxPeers, _sentTo.Count)))
        {
            _sentTo[peer] = _sentTo.GetValueOrDefault(peer) + sent;
        }

        foreach (var zone in other._zones.Values)
        {
            if (_zones.TryGetValue(zone.Zone, out var own))
            {
                own.Absorb(zone);
            }
            else if (_zones.Count < MaxZones)
            {
                _zones.Add(zone.Zone, zone);
            }
        }

        IsStirred = true;
    }

    /// <summary>Rules look again each time a count has doubled: often enough to be in time, seldom enough to cost nothing.</summary>
    private void StirAt(int count) => IsStirred |= BitOperations.IsPow2(count);
}
