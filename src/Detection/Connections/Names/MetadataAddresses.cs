using System.Collections.Frozen;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Names;

/// <summary>The metadata services of clouds, which hand out the node's own credentials: by their addresses, whatever name led there, and
/// by the names that clouds give them. Addresses as AWS, Google Cloud, Azure, Oracle and Alibaba Cloud document them; the agent of
/// EKS Pod Identity (169.254.170.23) is left out: it gives a pod what is meant for it.</summary>
internal static class MetadataAddresses
{
    private static readonly FrozenDictionary<IpAddress, Peer> Peers = new[]
    {
        "169.254.169.254",

        // Google Kubernetes Engine: where its nodes send what is for 169.254.169.254.
        "169.254.169.252",
        "169.254.170.2",
        "100.100.100.200",
        "fd00:ec2::254",
        "fd20:ce::254",
    }.ToFrozenDictionary(
        text => IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text),
        text => new Peer(PeerKind.Cidr, text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32")));

    private static readonly FrozenSet<string> Blocks = Peers.Values.Select(peer => peer.Name).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Names = new[]
    {
        "metadata.google.internal", "metadata.goog", "instance-data.ec2.internal",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The one name that such an address has, as a block of one; null for every other address.</summary>
    public static Peer? PeerOf(IpAddress address) => Peers.GetValueOrDefault(address);

    public static bool IsName(PeerKind kind, string name) => kind switch
    {
        PeerKind.Cidr => Blocks.Contains(name),
        PeerKind.Dns => Names.Contains(name),
        _ => false,
    };
}
