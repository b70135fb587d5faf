using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Activity;

/// <summary>Counts per DAG what the branch of the tries finds out: tries that failed, places that are new. Called on that branch; readers
/// ask there.</summary>
public sealed class TryActivity(TimeProvider time) : ITryObserver, IFindingObserver
{
    private const string NewDestination = "new_destination";

    public ActivityTable Table { get; } = new();

    public void Observe(TryStory story)
    {
        if (story is { Revision: 0, Result: TryResult.Failed })
        {
            Count(story.Try.Task.Namespace, story.Try.Task.DagId, ActivityKind.FailedTries);
        }
    }

    public void Observe(Finding finding)
    {
        if (finding is { Rule: NewDestination, Subject.DagId.Length: > 0 })
        {
            Count(finding.Subject.Namespace, finding.Subject.DagId, ActivityKind.NewPlaces);
        }
    }

    public void Observe(AllClear clear)
    {
    }

    private void Count(string space, string dagId, ActivityKind kind)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var dag = Table.Of(space, dagId, now);
        dag.Turn(now);
        dag.Count(kind);
    }
}
