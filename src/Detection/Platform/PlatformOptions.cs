namespace Windsock.Detection.Platform;

/// <summary>Section <c>platform</c>: how the agent understands what tasks do to the platform.</summary>
public sealed class PlatformOptions
{
}
