using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Traffic;

/// <summary>Where clouds hand out credentials and instance data to whoever asks from a node: link-local addresses and a few that are
/// not. Sources: the instance metadata pages of AWS (IMDS, ECS, EKS Pod Identity), Google Cloud, Azure, Oracle, Alibaba.</summary>
internal static class MetadataAddresses
{
    private static readonly ImmutableHashSet<IpAddress> Addresses =
    [
        Parse("169.254.169.254"), // AWS, Google Cloud, Azure, Oracle, DigitalOcean
        Parse("169.254.170.2"), // AWS ECS task credentials
        Parse("169.254.170.23"), // AWS EKS Pod Identity
        Parse("169.254.169.252"), // the GKE metadata server behind its redirection
        Parse("100.100.100.200"), // Alibaba Cloud
        Parse("168.63.129.16"), // Azure's wire server
        Parse("fd00:ec2::254"), // AWS, IPv6
        Parse("fd00:ec2::23"), // AWS EKS Pod Identity, IPv6
        Parse("fd20:ce::254"), // Google Cloud, IPv6
    ];

    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "metadata.google.internal", "metadata", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal");

    public static bool Contains(IpAddress address) => Addresses.Contains(address);

    /// <param name="name">Without the final dot.</param>
    public static bool Contains(string name) => Names.Contains(name);

    private static IpAddress Parse(string text) => IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
