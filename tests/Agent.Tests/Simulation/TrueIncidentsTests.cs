using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

public sealed class TrueIncidentsTests
{
    private const int Played = 60;
    private static readonly IReadOnlyList<WorldEvent> Events = SomeWorld.Played(SomeWorld.Settings(), Played);
    private static readonly TruthLedger Heard = Observed(hearsProxies: true);
    private static readonly TruthLedger Unheard = Observed(hearsProxies: false);

    [Fact]
    public void A_minute_has_incidents_of_every_rule_that_the_world_can_play() => Assert.Equal(
        ["dns_failure", "dns_tunnel_suspect", "egress_denied", "fan_out", "identity_claimed", "identity_explosion", "metadata_service_access", "new_destination", "permission_failures", "token_failures"],
        Heard.Incidents.Select(incident => incident.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Each_rule_and_subject_is_one_incident_however_often_it_strikes() =>
        Assert.Distinct(Heard.Incidents.Select(incident => (incident.Rule, incident.Subject)));

    [Fact]
    public void What_the_proxies_alone_know_is_no_incident_to_who_does_not_hear_them()
    {
        Assert.Contains(Heard.Incidents, incident => incident is { Rule: "permission_failures", Subject.DagId: "mesh_payroll" });
        Assert.Contains(Heard.Incidents, incident => incident is { Rule: "token_failures", Subject.DagId: "mesh_statements" });
        Assert.DoesNotContain(Unheard.Incidents, incident => incident.Subject.DagId.StartsWith("mesh_", StringComparison.Ordinal));
    }

    [Fact]
    public void Scenes_tell_of_an_incident_before_the_first_sign_of_it()
    {
        var struck = Events.OfType<IncidentStruck>().Where(one => one.Peer.Length > 0).ToList();

        Assert.NotEmpty(struck);
        Assert.All(struck, one => Assert.True(
            IndexOf(happening => happening == one) < IndexOf(happening => happening is FlowSeen { Flow: var flow } && IncidentSubject.Of(flow.Client.Pod?.Owner ?? TrueOwner.Stranger) == one.Subject
                && (flow.Server.Names.Contains(one.Peer) || flow.Server.Ip == one.Peer || (flow.L7 is SimulatedDns dns && dns.Query.EndsWith(one.Peer + ".", StringComparison.Ordinal)))),
            one.Rule));
    }

    [Fact]
    public void An_incident_is_evident_only_after_it_has_begun() =>
        Assert.All(Heard.Incidents, incident => Assert.InRange(incident.EvidentAt, incident.StruckAt, TimeSpan.FromSeconds(Played)));

    [Theory]
    [InlineData("egress_denied", "newsletter", "render")]
    [InlineData("dns_failure", "sales_etl", "transform")]
    [InlineData("permission_failures", "crm_export", "list_contacts")]
    [InlineData("new_destination", "hourly_exports", "export_orders")]
    public void Trouble_that_tasks_get_over_may_be_told_too(string rule, string dag, string task)
    {
        var subject = Heard.Tries.First(one => one.Task.DagId == dag && one.Task.TaskId == task).Task;

        Assert.True(Heard.Evidence.Explains(rule, IncidentSubject.Of(subject)));
        Assert.False(new IncidentEvidence().Explains(rule, IncidentSubject.Of(subject)));
    }

    [Fact]
    public void Nothing_explains_an_alert_about_who_did_nothing_of_the_kind()
    {
        var exports = new IncidentSubject("airflow-jobs", "hourly_exports", "export_refunds");

        Assert.All(["egress_denied", "dns_failure", "permission_failures", "token_failures", "fan_out", "connection_surge", "plaintext_peer"], rule =>
            Assert.False(Heard.Evidence.Explains(rule, exports), rule));
    }

    [Fact]
    public void A_source_that_loses_events_explains_that_the_agent_says_it_is_blind()
    {
        var evidence = new IncidentEvidence();
        var source = new IncidentSubject("", Name: "hubble on worker-1");
        Assert.False(evidence.Explains("sensor_blind", source));

        evidence.Observe(new TroubleStruck(TimeSpan.Zero, new EventsLost(Model.Sources.LossReason.Unknown, 1)));

        Assert.True(evidence.Explains("sensor_blind", source));
    }

    private static int IndexOf(Func<WorldEvent, bool> isIt) => Events.Select((happening, index) => (happening, index)).First(one => isIt(one.happening)).index;

    private static TruthLedger Observed(bool hearsProxies)
    {
        var ledger = new TruthLedger(hearsProxies);
        foreach (var happening in Events)
        {
            ledger.Observe(happening);
        }

        return ledger;
    }
}
