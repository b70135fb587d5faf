using System.ComponentModel;
using Windsock.Detection.Platform;
using Windsock.Exporter.AuditTrail;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>platform</c>: what tasks do to Kubernetes, Crossplane, Terraform and clouds.</summary>
internal sealed class PlatformSection
{
    [Description("The audit trail: who did what, when, through which run, as which identity, in files that show when they were changed.")]
    public TrailOptions Trail { get; set; } = new();

    public static PlatformOptions ToDetection() => new();
}
