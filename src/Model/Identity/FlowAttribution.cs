namespace Windsock.Model.Identity;

/// <summary>Whose flow it is: both sides, oriented (client opened the connection), and the one class that accounts for it.</summary>
/// <param name="ServerAsPeer">Name of the server as the client sees it.</param>
/// <param name="ClientAsPeer">Name of the client as the server sees it.</param>
/// <param name="Kind">Task if a deciding side is a task, else component, else other.</param>
/// <param name="Class">Class of the deciding side; of the less certain one if both decide.</param>
public readonly record struct FlowAttribution(
    SideAttribution Client,
    SideAttribution Server,
    Peer ServerAsPeer,
    Peer ClientAsPeer,
    AttributionKind Kind,
    AttributionClass Class);
