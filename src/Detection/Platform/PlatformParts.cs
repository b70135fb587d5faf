using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Crossplane.Orphans;
using Windsock.Detection.Platform.Terraform;

namespace Windsock.Detection.Platform;

/// <summary>Every part, one line each: a new one is a folder and a line here. Those that know more of an action come first.</summary>
internal static class PlatformParts
{
    public static IReadOnlyList<IPlatformPart> Of(PlatformOptions options, DetectionSurroundings around) =>
    [
        new CrossplanePart(options.Claims, options.CrossplaneOrphan, around.StartedAt),
        new TerraformPart(options.Terraform, new CloudHostLookup(options.CloudHosts)),
        new CloudsPart(new CloudHostLookup(options.CloudHosts)),
    ];

    /// <summary>Names of the rules of all parts, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        OrphanRule.Rule,
        .. TerraformPart.Rules,
    ];
}
