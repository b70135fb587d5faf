using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>All that goes wrong in a trace, and all that only looks like it.</summary>
internal sealed class IncidentPlan
{
    public required ILookup<string, Disturbance> ByDag { get; init; }

    public required ImmutableArray<FalseClaim> Claims { get; init; }

    public required ImmutableArray<LossSpan> Losses { get; init; }

    public required ImmutableArray<Outage> Outages { get; init; }

    public required ImmutableArray<Instant> Restarts { get; init; }
}

/// <summary>A pod outside of the namespaces of Airflow that carries Airflow's labels.</summary>
internal sealed record FalseClaim(Incident Incident, Instant At, string Namespace, string PodName, DagPlan Dag);

/// <summary>A span in which the source loses a share of the events.</summary>
/// <param name="Share">Of the events, 0 to 1.</param>
/// <param name="IsUncounted">The source was away, and nobody can say how many.</param>
internal sealed record LossSpan(Instant From, Instant Until, double Share, bool IsUncounted);

/// <summary>A service that does not answer for a while, or (without a target) name servers that fail every third question.</summary>
internal sealed record Outage(Target? Target, Instant From, Instant Until, bool IsRefusing)
{
    public bool Concerns(Target target, Instant at) => Target is not null && Target.StableName == target.StableName && at >= From && at < Until;
}
