using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>One connection as it really went, whatever anybody saw of it. Its maker completes it before the first of its events
/// happens; from then on nobody changes it. Identity is by reference.</summary>
internal sealed class SimulatedConnection
{
    public required FlowEnd Client { get; init; }

    public required FlowEnd Server { get; init; }

    public required L4Protocol Protocol { get; init; }

    public int ClientPort { get; init; }

    /// <summary>0 for ICMP.</summary>
    public int ServerPort { get; init; }

    public ConnectionOutcome Outcome { get; set; }

    /// <summary>Which side's policy or datapath dropped; unknown unless <see cref="Outcome"/> is denied.</summary>
    public TrafficDirection DroppedAt { get; set; }

    /// <summary>When the first of its events reaches Hubble.</summary>
    public TimeSpan FirstAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When the last one does.</summary>
    public TimeSpan LastAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>The source loses some of its events: what can be made of the rest is open.</summary>
    public bool IsMaimed { get; set; }

    public void Extend(TimeSpan at)
    {
        FirstAt = at < FirstAt ? at : FirstAt;
        LastAt = at > LastAt ? at : LastAt;
    }
}
