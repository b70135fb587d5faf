using System.ComponentModel;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Identities;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>platform</c>: what tasks do to Kubernetes, Crossplane, Terraform and clouds.</summary>
internal sealed class PlatformSection
{
    [Description("As whom tasks act.")]
    public IdentitiesOptions Identities { get; set; } = new();

    public PlatformOptions ToDetection() => new() { Identities = Identities };
}
