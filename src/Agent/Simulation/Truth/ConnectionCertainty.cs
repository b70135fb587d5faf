namespace Windsock.Agent.Simulation.Truth;

/// <summary>How surely a connection can be counted by whoever sees its events.</summary>
internal enum ConnectionCertainty
{
    /// <summary>With its outcome.</summary>
    Sure,

    /// <summary>With its outcome or as unknown: it rests on an answer that did not come, and events were lost meanwhile.</summary>
    Doubtful,

    /// <summary>With any outcome or not at all: events of its own were lost, or are still to come.</summary>
    Torn,
}
