using Microsoft.Extensions.Logging;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>One line per try that failed, or ended with trouble and nobody knows how; once more only when what it says has changed.</summary>
internal sealed partial class FailedTryLog(ILogger<FailedTryLog> logger) : ITryObserver
{
    /// <summary>Tries whose line is remembered; far more than end on a node while any of them can still change.</summary>
    private const int Remembered = 4_096;

    private readonly Dictionary<string, (TryResult Result, FailureCause Cause, string Sentence)> _said = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    public void Observe(TryStory story)
    {
        if (story.Causes is not [var cause, ..] || !IsFailure(story.Result, cause.Cause))
        {
            return;
        }

        var line = (story.Result, cause.Cause, cause.Sentence);
        if (_said.TryGetValue(story.Id, out var before) && before == line)
        {
            return;
        }

        Remember(story.Id, line);
        var (task, run) = (story.Try.Task, story.Try.RunId.Length > 0 ? story.Try.RunId : story.Try.ExecutionDate);
        LogFailed(
            logger, task.DagId, task.TaskId, TryWords.Of(story.Result), cause.Sentence, TryWords.Of(cause.Cause), EvidenceWords.Short(story.Evidence),
            story.Try.TryNumber, run, story.Try.MapIndex, task.Namespace, story.Id);
    }

    private static bool IsFailure(TryResult result, FailureCause cause) =>
        result == TryResult.Failed || (result == TryResult.Unknown && cause != FailureCause.NoneSeen);

    private void Remember(string id, (TryResult, FailureCause, string) line)
    {
        if (!_said.ContainsKey(id))
        {
            _inOrder.Enqueue(id);
            if (_inOrder.Count > Remembered)
            {
                _said.Remove(_inOrder.Dequeue());
            }
        }

        _said[id] = line;
    }

    [LoggerMessage(1020, LogLevel.Warning,
        "{Dag}.{Task}: {Result}. {Sentence} Cause {Cause}, evidence {Completeness} (try {TryNumber} of run {Run}, map index {MapIndex}, namespace {PodNamespace}, id {Id})")]
    private static partial void LogFailed(
        ILogger logger, string dag, string task, string result, string sentence, string cause, string completeness,
        int tryNumber, string run, int mapIndex, string podNamespace, string id);
}
