namespace Windsock.Model.Platform;

/// <summary>What a source told, and whose action it was.</summary>
/// <param name="Attribution">Without meaning for what is no <see cref="PlatformAction"/>.</param>
public readonly record struct AttributedEvent(PlatformEvent Event, ActionAttribution Attribution);
