using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>Asks under which service accounts the pods of a try run. Pure.</summary>
internal static class IdentityRules
{
    /// <summary>In a summary; further ones are counted.</summary>
    private const int MaxNamed = 3;

    /// <param name="isUnjudged">The account of a pod is not known.</param>
    public static Violation? Judge(TryStory story, Guardrail guardrail, PatternList allowed, out bool isUnjudged)
    {
        isUnjudged = story.Pods.Any(pod => pod.ServiceAccount.Length == 0);
        var others = story.Pods.Where(pod => pod.ServiceAccount.Length > 0 && !allowed.MatchesAny(pod.ServiceAccount)).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var task = $"{story.Try.Task.DagId}.{story.Try.Task.TaskId}";
        var names = others.Select(pod => pod.ServiceAccount).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", names.Take(MaxNamed)) + (names.Count > MaxNamed ? ", ..." : "");
        return new Violation(
            guardrail,
            "serviceAccounts",
            allowed.Source,
            $"{task} runs under service account {named}, and guardrail {guardrail.Name} asks for {allowed} ({allowed.Source})",
            $"Give {task} a service account of those, by its pod template or executor_config; or add {named} at {allowed.Source}.")
        {
            Since = others.Min(pod => pod.FirstSeen),
        };
    }
}
