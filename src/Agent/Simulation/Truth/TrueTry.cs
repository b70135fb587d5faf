using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>One try that has ended.</summary>
/// <param name="Task">The ids as they can be known.</param>
/// <param name="PodUids">Its pods, in order of their starts.</param>
/// <param name="Result">As Kubernetes can show it: an executor's pod ends the same way whatever becomes of its task.</param>
/// <param name="Reason">Why it really failed; null when it did not.</param>
/// <param name="EndedAt">When its last pod really ended.</param>
internal sealed record TrueTry(
    TaskRun Run, TrueOwner Task, ImmutableArray<string> PodUids, TryResult Result, TrueReason? Reason, TimeSpan EndedAt)
{
    public override string ToString() =>
        $"{Task.DagId}.{Task.TaskId}{(Run.MapIndex < 0 ? "" : $"[{Run.MapIndex}]")}{(Run.TryNumber == 1 ? "" : $" try {Run.TryNumber}")}";
}
