namespace Windsock.Model.Platform;

/// <summary>Says whose action it was. Same rules as <see cref="Identity.IFlowAttributor"/>, same thread.</summary>
public interface IActionAttributor
{
    /// <summary>Learns from the event, and answers when it is an action; the event that comes back is the same, an action with its system
    /// recognised.</summary>
    AttributedEvent Attribute(PlatformEvent @event);
}
