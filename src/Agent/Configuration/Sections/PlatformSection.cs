using Windsock.Detection.Platform;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>platform</c>: what tasks do to Kubernetes, Crossplane, Terraform and clouds.</summary>
internal sealed class PlatformSection
{
    public static PlatformOptions ToDetection() => new();
}
