using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation.Alerts;

/// <summary>One incident against what came to the receiver.</summary>
/// <param name="IsDue">There was time enough to find it and to tell of it.</param>
/// <param name="ArrivedAfter">When the first message about it arrived, from the start of the world; null: none did.</param>
/// <param name="Messages">That tell of it, those that say that it is over included.</param>
internal sealed record IncidentRow(TrueIncident True, bool IsDue, TimeSpan? ArrivedAfter, int Messages)
{
    public bool HasArrived => ArrivedAfter is not null;
}
