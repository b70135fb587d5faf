using System.Globalization;
using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>Runs as people name them.</summary>
internal static class OwnerWords
{
    /// <summary><c>etl.apply (run scheduled__2026-01-01, try 2)</c>; a pod's name for what is no task.</summary>
    public static string Of(Owner owner)
    {
        if (owner.Try is not { } attempt)
        {
            return $"pod {owner.Namespace}/{owner.PodName}";
        }

        var run = attempt.RunId.Length > 0 ? attempt.RunId : attempt.ExecutionDate;
        var number = attempt.TryNumber > 0 ? string.Create(CultureInfo.InvariantCulture, $"try {attempt.TryNumber}") : "";
        var map = attempt.MapIndex >= 0 ? string.Create(CultureInfo.InvariantCulture, $"map index {attempt.MapIndex}") : "";
        var which = string.Join(", ", new[] { run.Length > 0 ? $"run {run}" : "", map, number }.Where(part => part.Length > 0));
        return which.Length > 0 ? $"{FindingText.Task(attempt.Task)} ({which})" : FindingText.Task(attempt.Task);
    }

    /// <summary>The owner, or what the holder of a lock calls itself, or that nobody is named.</summary>
    public static string Of(Owner? owner, LockHold? hold) =>
        owner is not null ? Of(owner) : hold is { Who.Length: > 0 } ? hold.Who : "another run";
}
