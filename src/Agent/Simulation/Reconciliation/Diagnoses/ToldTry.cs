using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Reconciliation.Diagnoses;

/// <summary>A try as the agent tells it.</summary>
/// <param name="Causes">Best supported first.</param>
internal sealed record ToldTry(string Id, ImmutableArray<string> PodUids, string Result, ImmutableArray<ToldCause> Causes)
{
    public const string Running = "running";

    /// <summary>The one that stands for all, null when there is none.</summary>
    public ToldCause? Cause => Causes is [var best, ..] ? best : null;
}

/// <summary>A cause as the agent tells it.</summary>
internal sealed record ToldCause(string Cause, string Confidence, string Peer, int Port, string Sentence)
{
    public bool IsSure => Confidence == "high";
}
