using System.ComponentModel;
using Windsock.Agent.Platform;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Identities;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.TerraformLocks;

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

    [Description("As whom tasks act.")]
    public IdentitiesOptions Identities { get; set; } = new();

    public PlatformSettings ToSettings(KubernetesAuditOptions audit) => new(audit, Crossplane, new TerraformLockOptions(), ToDetection());

    private PlatformOptions ToDetection() => new()
    {
        Claims = Claims,
        CrossplaneOrphan = CrossplaneOrphan,
        Identities = Identities,
    };
}
