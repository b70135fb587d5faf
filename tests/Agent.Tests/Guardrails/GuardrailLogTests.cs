using Microsoft.Extensions.Logging;
using Windsock.Agent.Guardrails;
using Windsock.Detection.Guardrails;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Guardrails;

public sealed class GuardrailLogTests : ILogger<GuardrailLog>
{
    private static readonly UnmatchedPattern Gone = new(
        "payments-egress", GuardrailMode.Alert, "gone_*", new SourceLine("payments.yaml", 2), new Instant(1_800_000_000_000_000_000), Instant.Missing);

    private readonly List<string> _lines = [];

    [Fact]
    public void A_pattern_that_matches_nothing_is_said_once_until_it_has_matched_again()
    {
        var log = new GuardrailLog(this);
        log.Unmatched([Gone]);
        log.Unmatched([Gone]);
        Assert.Equal(
            ["guardrail payments-egress (payments.yaml:2): DAG pattern gone_* has matched no try on this node for 7 days; it never has. Is the DAG gone, or has it another name?"], _lines);

        log.Unmatched([]);
        log.Unmatched([Gone with { LastMatchedAt = new Instant(1_800_000_000_000_000_000) }]);
        Assert.Contains("the last one was at 2027-01-15T08:00:00", _lines[^1], StringComparison.Ordinal);
        Assert.Equal(2, _lines.Count);
    }

    [Fact]
    public void What_is_in_force_is_said_at_the_start_and_nothing_when_nothing_is()
    {
        var log = new GuardrailLog(this);
        log.Loaded(GuardrailSet.Empty);
        Assert.Empty(_lines);

        var errors = new List<Windsock.Agent.Configuration.ConfigurationError>();
        log.Loaded(GuardrailReader.Read("a.yaml", "guardrails: [{ name: x, mode: alert, dags: ['*'], metadataService: forbidden }]", errors));
        Assert.Equal(["guardrails in force: 1, 1 of them in mode alert; files read: 1"], _lines);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));
}
