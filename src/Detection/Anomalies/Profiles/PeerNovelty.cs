using Windsock.Detection.Connections.Names;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>By which name a peer is remembered, and which peers are. Pure.</summary>
internal static class PeerNovelty
{
    /// <summary>Characters from which on a label with digits in it reads like the name of an instance, not of a place.</summary>
    private const int InstanceLabel = 12;

    private const ushort DnsPort = 53;

    /// <summary>The task opened it, it has a name, and something came about: who was denied has not been there. Metadata services have a
    /// rule of their own.</summary>
    public static bool Concerns(PeerLedger peer) =>
        peer.Key is { Direction: TrafficDirection.Egress, Kind: not PeerKind.Unknown } && peer.Key.Port != DnsPort
        && !MetadataAddresses.IsName(peer.Key.Kind, peer.Key.Name) && CameAbout(peer);

    /// <summary>Names of instances (<c>ip-10-2-3-4.ec2.internal</c>, a hash before a zone) stand for all of their zone.</summary>
    public static string NameOf(PeerLedger peer) => peer.Key.Kind == PeerKind.Dns ? Collapse(peer.Key.Name) : peer.Key.Name;

    public static string Collapse(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot >= InstanceLabel && name.IndexOf('.', dot + 1) > 0 && LooksGenerated(name.AsSpan(0, dot)) ? $"{InstanceNames.Any}{name[dot..]}" : name;
    }

    private static bool LooksGenerated(ReadOnlySpan<char> label)
    {
        var digits = 0;
        foreach (var character in label)
        {
            digits += char.IsAsciiDigit(character) ? 1 : 0;
        }

        return digits * 5 >= label.Length;
    }

    private static bool CameAbout(PeerLedger peer)
    {
        var outcomes = peer.Outcomes;
        var established = outcomes[(int)ConnectionOutcome.Established] + outcomes[(int)ConnectionOutcome.Reset];
        var answered = 0;
        foreach (var count in peer.HttpClasses)
        {
            answered += count;
        }

        return established + answered > 0;
    }
}
