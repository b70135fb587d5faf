namespace Windsock.Agent.Tries;

/// <summary>How far the evidence about a try can be trusted.</summary>
internal sealed record EvidenceDocument
{
    /// <summary>Nothing was lost, cut off or missed.</summary>
    public required bool Complete { get; init; }

    /// <summary>Flow events of the try.</summary>
    public required long FlowEvents { get; init; }

    /// <summary>Events of anybody that the source lost while the try ran: an upper bound for the try's own.</summary>
    public required long LostEvents { get; init; }

    /// <summary>A reconnect after which nobody can say what was missed.</summary>
    public required bool HasGap { get; init; }

    /// <summary>A bound of the agent was reached: counts are lower bounds.</summary>
    public required bool Truncated { get; init; }

    /// <summary>The first pod was in view from its start.</summary>
    public required bool SawStart { get; init; }
}
