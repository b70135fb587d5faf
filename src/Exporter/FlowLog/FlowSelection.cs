using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>Which records are told. Immutable; any thread.</summary>
public sealed record FlowSelection
{
    /// <summary>Also flows that concern neither a task nor a part of Airflow.</summary>
    public bool All { get; init; }

    /// <summary>One of these must fit; empty: every record does.</summary>
    public ImmutableArray<FlowFilter> Allow { get; init; } = [];

    /// <summary>None of these may fit.</summary>
    public ImmutableArray<FlowFilter> Deny { get; init; } = [];

    /// <summary>The sides of the flow that are told.</summary>
    public FlowSides SidesOf(in Flow flow, in FlowAttribution attribution, Instant receivedAt)
    {
        var sides = FlowSidesOf.Airflow(attribution, All);
        if (sides.HasFlag(FlowSides.Client) && !IsTold(new FlowRecord(flow, attribution, FlowSide.Client, receivedAt)))
        {
            sides &= ~FlowSides.Client;
        }

        if (sides.HasFlag(FlowSides.Server) && !IsTold(new FlowRecord(flow, attribution, FlowSide.Server, receivedAt)))
        {
            sides &= ~FlowSides.Server;
        }

        return sides;
    }

    private bool IsTold(in FlowRecord record) => (Allow.IsEmpty || AnyFits(Allow, record)) && !AnyFits(Deny, record);

    private static bool AnyFits(ImmutableArray<FlowFilter> filters, in FlowRecord record)
    {
        foreach (var filter in filters)
        {
            if (filter.Fits(record))
            {
                return true;
            }
        }

        return false;
    }
}
