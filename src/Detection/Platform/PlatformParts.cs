using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Crossplane.Orphans;

namespace Windsock.Detection.Platform;

/// <summary>Every part, one line each: a new one is a folder and a line here. Those that know more of an action come first.</summary>
internal static class PlatformParts
{
    public static IReadOnlyList<IPlatformPart> Of(PlatformOptions options, DetectionSurroundings around) =>
    [
        new CrossplanePart(options.Claims, options.CrossplaneOrphan, around.StartedAt),
    ];

    /// <summary>Names of the rules of all parts, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        OrphanRule.Rule,
    ];
}
