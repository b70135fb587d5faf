namespace Windsock.Agent.Tries;

/// <summary>One line of a try's timeline.</summary>
internal sealed record EventDocument
{
    /// <summary>When it happened, by the clock of the datapath.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary><c>pod_started</c>, <c>pod_ended</c>, <c>connection</c>, <c>denied</c>, <c>dns</c>, <c>http</c>, <c>action</c>, <c>action_failed</c>, <c>platform</c> or <c>evidence_lost</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public required string Text { get; init; }

    /// <summary>How many like events in a row it stands for.</summary>
    public required int Count { get; init; }
}
