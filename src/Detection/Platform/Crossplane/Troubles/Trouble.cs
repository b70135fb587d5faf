using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Crossplane.Troubles;

/// <summary>Something that a resource says is not in order with it.</summary>
/// <param name="Cause">See <see cref="Model.Platform.ResourceTroubled"/>.</param>
internal sealed record Trouble(string Condition, string Reason, string Message, string Cause, Instant At)
{
    /// <summary>What makes it the same trouble: messages change with every attempt, as they name requests.</summary>
    public (string Condition, string Reason, string Cause) Key => (Condition, Reason, Cause);

    /// <summary>Two writers met, which comes and goes by itself within seconds.</summary>
    public bool MayPass => Cause == TroubleCauses.Conflict;
}
