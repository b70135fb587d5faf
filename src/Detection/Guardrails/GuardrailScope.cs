using System.Collections.Immutable;
using Windsock.Detection.Globs;
using Windsock.Model.Identity;

namespace Windsock.Detection.Guardrails;

/// <summary>Which tasks a guardrail concerns. Lists that are empty do not narrow it down.</summary>
/// <param name="Dags">Never empty.</param>
/// <param name="Tags">Airflow tags: one of the DAG's must match.</param>
public sealed record GuardrailScope(
    ImmutableArray<GlobPattern> Dags, ImmutableArray<GlobPattern> Tasks, ImmutableArray<GlobPattern> Namespaces, ImmutableArray<GlobPattern> Tags)
{
    public bool CoversNamespace(string name) => Namespaces.IsEmpty || Any(Namespaces, name);

    public bool CoversTask(TaskTry attempt)
    {
        foreach (var pattern in Tasks)
        {
            if (MatchesId(pattern, attempt.Task.TaskId, attempt.Ids))
            {
                return true;
            }
        }

        return Tasks.IsEmpty;
    }

    public bool CoversTags(ImmutableArray<string> tags)
    {
        foreach (var tag in tags)
        {
            if (Any(Tags, tag))
            {
                return true;
            }
        }

        return Tags.IsEmpty;
    }

    /// <summary>An id whose raw form is not known keeps its first letters before a hash: patterns that end in <c>*</c> still match it, and
    /// patterns without one match by the hash that they have themselves.</summary>
    public static bool MatchesId(GlobPattern pattern, string id, IdForm form) =>
        pattern.Matches(id) || (form == IdForm.Hashed && !pattern.HasWildcard && LabelSafe.Of(pattern.Text) == id);

    private static bool Any(ImmutableArray<GlobPattern> patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
