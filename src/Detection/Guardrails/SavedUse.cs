using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>What is kept of one pattern over a restart.</summary>
/// <param name="LastMatchedAt">Missing when it never has matched.</param>
internal sealed record SavedUse(string Guardrail, string Pattern, Instant UnmatchedSince, Instant LastMatchedAt);
