using Windsock.Detection.Diagnosis;
using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Troubles;

/// <summary>Reads from a resource what is not in order. Pure.</summary>
internal static class TroubleReader
{
    public static bool IsReady(PlatformResource resource) => StatusOf(resource, "Ready") == "True";

    /// <summary>It is being made, changed or deleted: its provider has work with it.</summary>
    public static bool IsInFlight(PlatformResource resource) =>
        !resource.DeletionAt.IsMissing || !IsReady(resource) || StatusOf(resource, "Synced") == "False";

    /// <summary>What its conditions say.</summary>
    public static IEnumerable<Trouble> Of(PlatformResource resource, Instant receivedAt)
    {
        foreach (var condition in resource.Conditions)
        {
            var isTrouble = condition.Status == "False" && condition.Type switch
            {
                "Synced" => condition.Reason != "ReconcilePaused",

                // Not ready yet, or not any more because it is to go: the ordinary course of things.
                "Ready" => condition.Reason is not ("" or "Creating" or "Deleting" or "Waiting"),
                _ => false,
            };
            if (isTrouble)
            {
                var at = condition.ChangedAt.IsMissing ? receivedAt : condition.ChangedAt;
                yield return new Trouble(condition.Type, condition.Reason, condition.Message, TroubleCauses.Of(condition.Message), at);
            }
        }
    }

    /// <summary>Its deletion hangs.</summary>
    public static Trouble DeletionOf(ResourceEntry entry, Instant now)
    {
        var asked = TimeWords.Of(now.Since(entry.Resource.DeletionAt));
        var message = entry.Condition("Synced") is { Status: "False", Message.Length: > 0 } synced ? synced.Message : entry.Condition("Ready")?.Message ?? "";
        return new Trouble(
            "Ready", "Deleting", message.Length == 0 ? $"its deletion was asked for {asked} ago and is not over" : $"its deletion was asked for {asked} ago and is not over: {message}",
            TroubleCauses.Stuck, now);
    }

    /// <summary>Its creation began and never told its end.</summary>
    public static Trouble CreationOf(Instant now) => new(
        "Synced", "CreationPending", "its creation began and never told its end: the provider does not go on, and what it stands for may be in the cloud all the same",
        TroubleCauses.Stuck, now);

    private static string StatusOf(PlatformResource resource, string type)
    {
        foreach (var condition in resource.Conditions)
        {
            if (condition.Type == type)
            {
                return condition.Status;
            }
        }

        return "";
    }
}
