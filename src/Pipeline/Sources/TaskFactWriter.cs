using Windsock.Model.Tries;

namespace Windsock.Pipeline.Sources;

/// <summary>Where facts about tasks go: to every branch that minds them, behind the flows that are in its queue already. Any thread.</summary>
public sealed class TaskFactWriter
{
    private readonly Func<TaskFact, ValueTask> _write;

    /// <param name="write">Waits while a queue is full.</param>
    public TaskFactWriter(Func<TaskFact, ValueTask> write) => _write = write;

    /// <exception cref="OperationCanceledException">The branches have ended.</exception>
    public ValueTask WriteAsync(TaskFact fact) => _write(fact);
}
