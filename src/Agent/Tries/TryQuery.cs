using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>Which tries are asked for. What is null does not matter; the rest must hold together.</summary>
/// <param name="RunId">As the agent knows it: raw, or label-safe when the raw id is not known.</param>
/// <param name="Cause">One of its causes, not only the best supported one.</param>
internal sealed record TryQuery(
    string? Namespace = null,
    string? DagId = null,
    string? TaskId = null,
    string? RunId = null,
    int? TryNumber = null,
    int? MapIndex = null,
    TryResult? Result = null,
    FailureCause? Cause = null);
