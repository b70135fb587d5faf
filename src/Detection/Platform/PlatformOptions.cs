using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Identities;
using Windsock.Detection.Platform.Terraform;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform;

/// <summary>Section <c>platform</c>: how the agent understands what tasks do to the platform.</summary>
public sealed class PlatformOptions
{
    /// <summary>How Crossplane's resources are understood.</summary>
    public ClaimWatchOptions Claims { get; set; } = new();

    /// <summary>Rule <c>crossplane_orphan</c>.</summary>
    public CrossplaneOrphanOptions CrossplaneOrphan { get; set; } = new();

    /// <summary>Runs of Terraform and the locks of their states.</summary>
    public TerraformOptions Terraform { get; set; } = new();

    /// <summary>Which peers are clouds.</summary>
    public CloudHostTable CloudHosts { get; set; } = CloudHostTable.BuiltIn;

    /// <summary>As whom tasks act.</summary>
    public IdentitiesOptions Identities { get; set; } = new();
}
