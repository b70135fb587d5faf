using System.ComponentModel;
using Windsock.Agent.Platform;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Identities;
using Windsock.Exporter.AuditTrail;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Platform;

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

    [Description("Runs of Terraform, and the locks of their states.")]
    public TerraformSection Terraform { get; set; } = new();

    /// <summary>None by default: beside what the agent brings along.</summary>
    [Description("Further hosts of clouds, token services and issuers, beside the agent's own table or in place of one of its rows.")]
    public IReadOnlyList<CloudHostOptions> CloudHosts { get; set; } = [];

    [Description("As whom tasks act.")]
    public IdentitiesOptions Identities { get; set; } = new();

    [Description("The audit trail: who did what, when, through which run, as which identity, in files that show when they were changed.")]
    public TrailOptions Trail { get; set; } = new();

    public PlatformSettings ToSettings(KubernetesAuditOptions audit) => new(audit, Crossplane, Terraform.ToLocks(), ToDetection(), Trail);

    private PlatformOptions ToDetection() => new()
    {
        // Without Crossplane nobody's traffic is its providers'.
        Claims = Crossplane.Enabled ? Claims : new ClaimWatchOptions { ProviderNamespaces = [] },
        CrossplaneOrphan = CrossplaneOrphan,
        Terraform = Terraform,
        CloudHosts = CloudHostTable.BuiltIn.With(CloudHosts.Select(host => host.ToHost())),
        Identities = Identities,
    };
}
