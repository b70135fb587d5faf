using System.Collections.Frozen;
using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Addresses on the node at which a pod gets credentials of a cloud, whatever name led there. Metadata services of several clouds
/// share 169.254.169.254, so none of them tells the cloud.</summary>
internal static class TokenAddresses
{
    /// <summary>Agent of EKS Pod Identity.</summary>
    public const string PodIdentity = "169.254.170.23";

    private const string PodIdentitySix = "fd00:ec2::23";

    private static readonly FrozenDictionary<IpAddress, string> Names = new[]
    {
        PodIdentity,
        PodIdentitySix,

        // Metadata services of AWS, Google Cloud and Azure; where nodes of GKE send what is for them; that of ECS.
        "169.254.169.254",
        "169.254.169.252",
        "169.254.170.2",
        "fd00:ec2::254",
        "fd20:ce::254",
    }.ToFrozenDictionary(text => IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text), text => text);

    /// <summary>The address as text; null for any other.</summary>
    public static string? NameOf(IpAddress address) => Names.GetValueOrDefault(address);

    public static bool IsPodIdentity(string name) => name is PodIdentity or PodIdentitySix;
}
