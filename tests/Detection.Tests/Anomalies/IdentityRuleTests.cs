using Windsock.Detection.Tests.Tries;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Anomalies;

public sealed class IdentityRuleTests
{
    private readonly Schedule _schedule = new();

    [Fact]
    public void A_DAG_whose_every_try_has_an_identity_of_its_own_is_told_with_the_setting_that_mends_it()
    {
        for (var run = 0; run < 6; run++)
        {
            var number = (uint)run;
            _schedule.Run(work =>
            {
                work.Identity = 20_000 + number;
                work.Labels = ["k8s:dag_id=etl", $"k8s:run_id=run{number}", "k8s:io.kubernetes.pod.namespace=airflow"];
                work.Talk("data/postgres");
            });
            Assert.Equal(run < 5 ? 0 : 1, _schedule.Findings.Count);
        }

        var finding = _schedule.Only;
        Assert.Equal(("identity_explosion", "etl", "labels that each try has anew"), (finding.Rule, finding.Subject.ToString(), finding.Cause));
        Assert.Contains("labels: 'k8s:!run_id'", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_with_an_identity_each_are_no_explosion()
    {
        for (var run = 0; run < 30; run++)
        {
            var task = (uint)(run % 10);
            _schedule.Run(work =>
            {
                work.Identity = 20_000 + task;
                work.Talk("data/postgres");
            }, task: $"task{task}");
            Assert.Empty(_schedule.Findings);
        }
    }

    [Fact]
    public void A_service_account_that_was_one_DAGs_alone_and_is_used_by_another_is_told()
    {
        _schedule.Runs(60, static work => work.Talk("data/postgres")).Run(static work => work.Talk("data/postgres"), dag: "billing");

        Assert.Equal(("identity_shared", "billing", "service account airflow/etl-sa"), (_schedule.Only.Rule, _schedule.Only.Subject.ToString(), _schedule.Only.Cause));
        Assert.Equal("DAG billing now runs under service account airflow/etl-sa, which was etl's alone.", _schedule.Only.Summary);
    }

    [Fact]
    public void A_service_account_that_is_shared_from_the_start_is_meant_to_be()
    {
        for (var run = 0; run < 60; run++)
        {
            _schedule.Run(static work => work.Talk("data/postgres"), dag: $"dag{run % 5}");
            Assert.Empty(_schedule.Findings);
        }

        _schedule.Run(static work => work.Talk("data/postgres"), dag: "late");
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_DAG_that_loses_its_own_account_and_falls_back_to_default_is_told()
    {
        _schedule.Runs(60, static work => work.Talk("data/postgres")).Run(static work => work.Talk("data/postgres"), account: "default");

        Assert.Equal("DAG etl now runs under service account airflow/default; it had its own, etl-sa.", _schedule.Only.Summary);
    }

    [Fact]
    public void A_pod_elsewhere_that_carries_Airflows_labels_is_told_once()
    {
        var owner = new Owner { Kind = OwnerKind.OtherPod, ClaimsAirflow = true, Namespace = "shop", PodName = "job-1", PodUid = "u" };
        var side = new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true);
        for (var time = 0; time < 3; time++)
        {
            var flow = SomeFlow.Packet(time) with { Source = new Endpoint { Id = 3, Hash = time } };
            _schedule.Watch.Observe(new AttributedBatch(
                new FlowBatch([flow], 1, "hubble", flow.Time),
                [new FlowAttribution(side, default, SomeFlow.Database, Peer.Unknown, AttributionKind.Other, AttributionClass.Exact)]));
        }

        Assert.Equal(("identity_claimed", "namespace shop"), (_schedule.Only.Rule, _schedule.Only.Cause));
    }

    [Fact]
    public void Losing_too_many_events_is_told_again_and_again_until_it_is_over()
    {
        _schedule.Run(static work => work.Talk("data/postgres", 100));
        _schedule.Tell(new EvidenceLost("hubble", Model.Sources.LossReason.HubbleRingBuffer, 400, _schedule.Now, _schedule.Now));
        _schedule.Hush();
        _schedule.Advance(1);
        Assert.Equal(("sensor_blind", "hubble loses events", "hubble on worker-1"), (_schedule.Only.Rule, _schedule.Only.Cause, _schedule.Only.Subject.Name));

        _schedule.Advance(30);
        Assert.Single(_schedule.Findings);
        _schedule.Advance(31);
        Assert.Equal(2, _schedule.Findings.Count);

        _schedule.Advance(301);
        Assert.Equal("hubble loses events", Assert.Single(_schedule.Clears, clear => clear.Rule == "sensor_blind").Cause);
    }

    [Fact]
    public void A_source_that_is_down_for_a_minute_is_told_and_a_restart_is_not()
    {
        Turn(false);
        _schedule.Advance(50);
        Turn(true);
        _schedule.Advance(50);
        Assert.Empty(_schedule.Findings);

        Turn(false);
        _schedule.Advance(61);
        Assert.Equal(("sensor_blind", "hubble is down"), (_schedule.Only.Rule, _schedule.Only.Cause));

        Turn(true);
        _schedule.Advance(1);
        Assert.Equal("hubble is down", Assert.Single(_schedule.Clears).Cause);
    }

    private void Turn(bool isUp) => _schedule.Tell(new SourceTurned("hubble", isUp, _schedule.Now, _schedule.Now));
}
