using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Guardrails;

/// <summary>Says which guardrails are in force, and which patterns match nothing: each once, and again when it has matched since. One
/// thread at a time.</summary>
internal sealed partial class GuardrailLog(ILogger<GuardrailLog> logger)
{
    private HashSet<(string Guardrail, string Pattern)> _said = [];

    public void Loaded(GuardrailSet set)
    {
        if (!set.Guardrails.IsEmpty)
        {
            var alerting = set.Guardrails.Count(guardrail => guardrail.Mode == GuardrailMode.Alert);
            LogLoaded(logger, set.Guardrails.Length, alerting, set.Files.Length);
        }
    }

    /// <param name="unmatched">All that match nothing now.</param>
    public void Unmatched(ImmutableArray<UnmatchedPattern> unmatched)
    {
        foreach (var pattern in unmatched.Where(pattern => !_said.Contains((pattern.Guardrail, pattern.Pattern))))
        {
            LogUnmatched(
                logger, pattern.Guardrail, pattern.Source.ToString(), pattern.Pattern, GuardrailUse.Patience.Days,
                pattern.LastMatchedAt.IsMissing ? "it never has" : $"the last one was at {pattern.LastMatchedAt}");
        }

        _said = [.. unmatched.Select(pattern => (pattern.Guardrail, pattern.Pattern))];
    }

    [LoggerMessage(1400, LogLevel.Information, "guardrails in force: {Count}, {Alerting} of them in mode alert; files read: {Files}")]
    private static partial void LogLoaded(ILogger logger, int count, int alerting, int files);

    [LoggerMessage(1401, LogLevel.Warning,
        "guardrail {Guardrail} ({Source}): DAG pattern {Pattern} has matched no try on this node for {Days} days; {Last}. Is the DAG gone, or has it another name?")]
    private static partial void LogUnmatched(ILogger logger, string guardrail, string source, string pattern, int days, string last);
}
