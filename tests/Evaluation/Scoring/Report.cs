using Windsock.Model.Flows;

namespace Windsock.Evaluation.Scoring;

/// <summary>One thing that a contestant says is wrong.</summary>
/// <param name="Alert">The message that it is part of: reports with one value here are one alert.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Namespace">Empty when it has none.</param>
/// <param name="DagId">Empty when it is about none.</param>
/// <param name="TaskId">Empty when it is about a whole DAG, or about none.</param>
/// <param name="Name">What it is about when no DAG.</param>
/// <param name="Peer">Empty when there is none.</param>
/// <param name="At">When it was seen.</param>
/// <param name="IsPage">It wakes somebody.</param>
/// <param name="Words">One sentence, for whoever looks into it.</param>
internal sealed record Report(
    string Alert, string Rule, string Namespace, string DagId, string TaskId, string Name, string Peer, Instant At, bool IsPage, string Words = "")
{
    /// <summary>When somebody was told; at once unless it says otherwise.</summary>
    public Instant ToldAt { get; init; } = At;
}
