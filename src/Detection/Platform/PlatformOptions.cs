using Windsock.Detection.Platform.Crossplane;

namespace Windsock.Detection.Platform;

/// <summary>Section <c>platform</c>: how the agent understands what tasks do to the platform.</summary>
public sealed class PlatformOptions
{
    /// <summary>How Crossplane's resources are understood.</summary>
    public ClaimWatchOptions Claims { get; set; } = new();

    /// <summary>Rule <c>crossplane_orphan</c>.</summary>
    public CrossplaneOrphanOptions CrossplaneOrphan { get; set; } = new();
}
