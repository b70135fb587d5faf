namespace Windsock.Model.Tries;

/// <summary>Which tries are asked for. What is null does not matter; the rest must hold together.</summary>
/// <param name="RunId">Raw or label-safe: both find the try.</param>
/// <param name="Cause">One of its causes, not only the best supported one.</param>
/// <param name="Limit">At most so many, the newest by their last sign of life.</param>
public sealed record StoryQuery(
    string? Namespace = null,
    string? DagId = null,
    string? TaskId = null,
    string? RunId = null,
    int? TryNumber = null,
    int? MapIndex = null,
    TryResult? Result = null,
    FailureCause? Cause = null,
    int Limit = 100);
