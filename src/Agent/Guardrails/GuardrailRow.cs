using System.Collections.Immutable;
using Windsock.Detection.Guardrails;
using Windsock.Model.Findings;

namespace Windsock.Agent.Guardrails;

/// <summary>One guardrail in a few words.</summary>
/// <param name="Rules">Which kinds of rules it has, as the file spells them.</param>
internal sealed record GuardrailRow(string Name, string Mode, string Severity, ImmutableArray<string> Dags, ImmutableArray<string> Rules, string Source)
{
    public static GuardrailRow Of(Guardrail guardrail) => new(
        guardrail.Name,
        guardrail.Mode == GuardrailMode.Alert ? "alert" : "observe",
        FindingNames.Of(guardrail.Severity),
        [.. guardrail.Scope.Dags.Select(pattern => pattern.Text)],
        [.. RulesOf(guardrail)],
        guardrail.Source.ToString());

    private static IEnumerable<string> RulesOf(Guardrail guardrail)
    {
        if (guardrail.Allow is { } allow)
        {
            yield return $"allow {allow.Clauses.Length}";
        }

        if (!guardrail.Deny.IsEmpty)
        {
            yield return $"deny {guardrail.Deny.Length}";
        }

        if (guardrail.ServiceAccounts is not null)
        {
            yield return "serviceAccounts";
        }

        if (guardrail.MutualTls is not null)
        {
            yield return "mutualTls";
        }

        if (guardrail.MetadataForbidden is not null)
        {
            yield return "metadataService";
        }

        if (!guardrail.Limits.IsEmpty)
        {
            yield return "limits";
        }
    }
}
