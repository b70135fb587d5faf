using Windsock.Detection.Platform;
using Windsock.Exporter.AuditTrail;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.TerraformLocks;

namespace Windsock.Agent.Platform;

/// <summary>The options of what follows the platform below the tasks.</summary>
internal sealed record PlatformSettings(KubernetesAuditOptions Audit, CrossplaneOptions Crossplane, TerraformLockOptions TerraformLocks, PlatformOptions Detection, TrailOptions Trail)
{
    /// <summary>Nothing is followed.</summary>
    public static PlatformSettings Defaults { get; } = new(new KubernetesAuditOptions(), new CrossplaneOptions(), new TerraformLockOptions(), new PlatformOptions(), new TrailOptions());
}
