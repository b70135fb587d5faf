using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>A change or an ordinary trouble that is no incident of any rule.</summary>
/// <param name="Subject">DAG, service or cluster it is about.</param>
internal sealed record BenignChange(string Subject, Instant From, Instant Until, string What);
