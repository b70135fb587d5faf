using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>Sides of one flow event; each makes a record of its own.</summary>
[Flags]
public enum FlowSides : byte
{
    None = 0,
    Client = 1,
    Server = 2,
}

/// <summary>Whose records a flow event makes.</summary>
internal static class FlowSidesOf
{
    /// <summary>The sides that this agent accounts for and that are tasks or parts of Airflow, as in the metrics.</summary>
    /// <param name="all">A flow event without such a side makes a record too: of the side that is accounted for, else of the client.</param>
    public static FlowSides Airflow(in FlowAttribution attribution, bool all)
    {
        var sides = (IsAirflow(attribution.Client) ? FlowSides.Client : FlowSides.None) | (IsAirflow(attribution.Server) ? FlowSides.Server : FlowSides.None);
        return sides != FlowSides.None || !all ? sides
            : attribution.Server.Decides && !attribution.Client.Decides ? FlowSides.Server
            : FlowSides.Client;
    }

    private static bool IsAirflow(in SideAttribution side) => side is { Decides: true, Owner.Kind: OwnerKind.Task or OwnerKind.Component };
}
