using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>A pattern of DAG ids that has matched no try for long: the DAG may be gone, or have another name.</summary>
/// <param name="Since">Since when it has matched nothing; time in which the agent did not run is left out.</param>
/// <param name="LastMatchedAt">Missing when it never has.</param>
public sealed record UnmatchedPattern(string Guardrail, GuardrailMode Mode, string Pattern, SourceLine Source, Instant Since, Instant LastMatchedAt);
