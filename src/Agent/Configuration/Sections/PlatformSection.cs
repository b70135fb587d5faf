using System.ComponentModel;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Crossplane;
using Windsock.FlowCollector.Crossplane;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>platform</c>: what tasks do to Kubernetes, Crossplane, Terraform and clouds.</summary>
internal sealed class PlatformSection
{
    [Description("Crossplane's claims, composites and managed resources, watched by one agent of the cluster.")]
    public CrossplaneOptions Crossplane { get; set; } = new();

    [Description("How Crossplane's resources are understood.")]
    public ClaimWatchOptions Claims { get; set; } = new();

    [Description("Resources of Crossplane's that are left behind.")]
    public CrossplaneOrphanOptions CrossplaneOrphan { get; set; } = new();

    public PlatformOptions ToDetection() => new()
    {
        // Without Crossplane nobody's traffic is its providers'.
        Claims = Crossplane.Enabled ? Claims : new ClaimWatchOptions { ProviderNamespaces = [] },
        CrossplaneOrphan = CrossplaneOrphan,
    };
}
