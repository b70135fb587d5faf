using Windsock.Detection.Platform.Identities;

namespace Windsock.Detection.Platform;

/// <summary>Section <c>platform</c>: how the agent understands what tasks do to the platform.</summary>
public sealed class PlatformOptions
{
    /// <summary>As whom tasks act.</summary>
    public IdentitiesOptions Identities { get; set; } = new();
}
