using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Schema;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;

namespace Windsock.Agent.Tests.Alerting;

/// <summary>What is written in the file about alerts becomes options, or an explanation.</summary>
public sealed class AlertingOptionsTests
{
    private static readonly ConfigurationSchema Schema = ConfigurationSchema.Empty.Add<AlertingOptions>("alerting", "x");

    [Fact]
    public void What_is_written_is_read()
    {
        var options = Load("""
            alerting:
              groupInterval: 10m
              rules:
                - { rule: egress_denied, for: 2m, minFindings: 3 }
              severities:
                - { dags: "payments_*", severity: critical }
              maintenance:
                - { dags: etl, when: "Sat 02:00-04:00" }
                - { from: "2026-03-01T02:00Z", to: "2026-03-01T04:00Z", rules: "egress_*" }
              inhibitions:
                - { source: egress_denied, targets: [dns_failure] }
            """).Configuration!.Get<AlertingOptions>();

        Assert.Equal(TimeSpan.FromMinutes(10), options.GroupInterval);
        Assert.Equal("{ rule: egress_denied, for: 00:02:00, minFindings: 3 }", Assert.Single(options.Rules).ToString());
        Assert.Null(options.Rules[0].KeepFiring);
        Assert.Equal(("payments_*", "*", Severity.Critical), (options.Severities[0].Dags, options.Severities[0].Rules, options.Severities[0].Severity));
        Assert.Equal("{ dags: *, rules: egress_*, from: 2026-03-01T02:00Z, to: 2026-03-01T04:00Z }", options.Maintenance[1].ToString());
        Assert.Equal("{ source: egress_denied, targets: [dns_failure] }", options.Inhibitions[0].ToString());
        Assert.Equal(["inhibitions: 'dns_failure' is no rule; rules are: egress_denied"], options.UnknownRules([new("egress_denied")]));
    }

    [Theory]
    [InlineData("groupInterval: 1s", "alerting.groupInterval: '1s' is out of range; allowed: 10s to 1d")]
    [InlineData("rules: [{ for: 1m }]", "alerting.rules.rule: must be given")]
    [InlineData("rules: [{ rule: a, minFindings: 0 }]", "alerting.rules.minFindings: '0' is out of range; allowed: 1 to 1000")]
    [InlineData("rules: [{ rule: a }, { rule: a }]", "alerting.rules: 'a' is given 2 times; write what is different for a rule in one entry")]
    [InlineData("rules: [{ rule: a, hold: 1m }]", "alerting.rules[0].hold: unknown key")]
    [InlineData("severities: [{ dags: \"a b\" }]", "alerting.severities.dags: ' ' is in no id")]
    [InlineData("severities: [{ severity: fatal }]", "alerting.severities.severity: 'fatal' is not one of: info, warning, critical")]
    [InlineData("maintenance: [{ when: \"Sat\" }]", "alerting.maintenance.when: 'Sat' is not a span in UTC such as")]
    [InlineData("maintenance: [{ dags: etl }]", "alerting.maintenance.from: a window has either from and to, or when")]
    [InlineData("inhibitions: [{ source: a }]", "alerting.inhibitions.targets: must have at least one entry")]
    [InlineData("inhibitions: [{ source: a, targets: [a] }]", "alerting.inhibitions.targets: 'a' explains itself")]
    [InlineData("maxMembers: 100", "alerting.maxMembersPerAlert: 500 is more than maxMembers (100)")]
    public void A_mistake_is_explained(string written, string problem)
    {
        var outcome = Load($"alerting:\n  {written}");

        Assert.Null(outcome.Configuration);
        Assert.Contains(outcome.Errors, error => error.ToString().Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_key_is_explained_and_every_number_has_a_range()
    {
        var lists = Schema.Leaves.Where(key => key is { Kind: ValueKind.List, Item.Kind: ValueKind.Group }).SelectMany(key => key.Item!.Children);
        foreach (var key in Schema.Leaves.Concat(lists))
        {
            Assert.True(key.Meaning.EndsWith('.'), $"{key.Path} is not explained");
            Assert.True(key.Range is not null || key.Kind is not (ValueKind.Whole or ValueKind.Duration), $"{key.Path} has no range");
        }
    }

    private static ConfigurationOutcome Load(string text) => new ConfigurationLoader(Schema).LoadText("x.yaml", text, new Dictionary<string, string>());
}
