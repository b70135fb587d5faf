using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>Each rule about tries: what it tells, and above all what it does not.</summary>
public sealed class TryRuleTests
{
    private readonly Schedule _schedule = new();

    [Fact]
    public void A_place_where_no_task_of_the_DAG_has_been_is_told_with_the_evidence_and_what_to_do()
    {
        _schedule.Runs(6, Usual).Run(work => Plain(work).Talk("pastebin.example", kind: PeerKind.Dns, port: 443));

        var finding = _schedule.Only;
        Assert.Equal(("new_destination", Severity.Warning, "etl.load", "pastebin.example", (ushort)443), (finding.Rule, finding.Severity, finding.Subject.ToString(), finding.Peer, finding.Port));
        Assert.Equal("etl.load talked to pastebin.example:443, where no task of the DAG was seen in 6 runs.", finding.Summary);
        Assert.Equal("complete", finding.Evidence);
        Assert.Equal("run7", finding.Try!.RunId);
        Assert.Contains("windsock explain --id", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_of_fewer_than_five_runs_says_nothing()
    {
        _schedule.Runs(4, Usual).Run(work => Plain(work).Talk("pastebin.example", 400, PeerKind.Dns, 443));

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_new_place_is_told_once_and_is_known_from_then_on()
    {
        _schedule.Runs(6, Usual).Run(New);
        Assert.Equal("new_destination", _schedule.Only.Rule);

        _schedule.Run(New);
        Assert.Empty(_schedule.Findings);
        Assert.DoesNotContain(_schedule.Clears, clear => clear.Rule == "new_destination");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 30)]
    public void A_new_place_of_a_try_that_teaches_nothing_is_told_once_all_the_same(int exitCode, long lost)
    {
        _schedule.Runs(6, Usual).Run(New, exitCode, lost: lost);
        Assert.Contains(_schedule.Findings, finding => finding.Rule == "new_destination");

        _schedule.Run(New);
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void World_that_was_seen_while_names_were_lost_is_not_known_by_that()
    {
        _schedule.Runs(6, Usual).Run(World, lost: 30).Run(World);

        Assert.Equal(("new_destination", "world"), (_schedule.Only.Rule, _schedule.Only.Peer));

        static void World(Work work) => Plain(work).Talk("world", kind: PeerKind.Entity, port: 443);
    }

    [Fact]
    public void A_place_that_first_tries_know_is_not_new_in_a_retry()
    {
        _schedule.Runs(6, New);
        for (var run = 0; run < 6; run++)
        {
            _schedule.Run(Usual, number: 2);
        }

        _schedule.Run(New, number: 2);
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_place_that_comes_back_after_a_pause_was_told_before()
    {
        _schedule.Runs(6, Usual).Run(New).Runs(2, Usual).Run(New);

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_place_that_another_task_of_the_DAG_knows_is_not_new()
    {
        _schedule.Runs(6, New, task: "extract").Runs(6, Usual).Run(New);

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_task_that_goes_to_new_places_all_the_time_is_not_told_about()
    {
        for (var run = 0; run < 12; run++)
        {
            var host = $"customer{run}.example{run}.com";
            _schedule.Run(work => Plain(work).Talk(host, kind: PeerKind.Dns, port: 443));
        }

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void Another_machine_of_a_place_whose_names_change_every_day_is_not_new()
    {
        for (var run = 0; run < 12; run++)
        {
            var host = $"r{run % 3}-{"ypelyumzmhqz".AsSpan(run / 3, 8)}.edge1.fastcdn.net";
            _schedule.Run(work => Plain(work).Talk(host, kind: PeerKind.Dns, port: 443));
            Assert.Empty(_schedule.Findings);
        }
    }

    [Fact]
    public void Names_of_machines_that_were_remembered_as_one_make_further_ones_no_news()
    {
        _schedule.Runs(12, work => Plain(work).Talk("r1-x7k2p9q4z.edge1.fastcdn.net", kind: PeerKind.Dns, port: 443));
        _schedule.Run(work => Plain(work).Talk("r2-adgdudljvc.edge1.fastcdn.net", kind: PeerKind.Dns, port: 443));
        Assert.Empty(_schedule.Findings);

        _schedule.Run(work => Plain(work).Talk("upload.edge1.fastcdn.net", kind: PeerKind.Dns, port: 443));
        Assert.Equal("upload.edge1.fastcdn.net", _schedule.Only.Peer);
    }

    [Fact]
    public void World_without_a_name_is_no_new_place_when_the_lookup_of_its_name_may_be_lost()
    {
        _schedule.Runs(6, Usual).Run(work => Plain(work).Talk("world", kind: PeerKind.Entity, port: 443), lost: 5);

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void What_was_seen_with_gaps_teaches_nothing()
    {
        for (var run = 0; run < 8; run++)
        {
            _schedule.Run(work => Usual(work), lost: 3);
        }

        _schedule.Run(New);
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_denied_connection_is_told_while_the_try_runs_with_its_policy_as_the_cause()
    {
        List<Finding> whileRunning = [];
        _schedule.Run(work => Plain(work).Denied("vault/vault", 2, policy: "default-deny").Rest(15), whileRunning: () => whileRunning.AddRange(_schedule.Findings));

        var finding = _schedule.Only;
        Assert.Same(finding, Assert.Single(whileRunning));
        Assert.Equal(("egress_denied", "CiliumNetworkPolicy airflow/default-deny", "vault/vault"), (finding.Rule, finding.Cause, finding.Peer));
        Assert.StartsWith("etl.load: its connection to vault/vault:443 was denied by policy airflow/default-deny", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denial_that_runs_do_well_without_is_no_news_after_three_of_them()
    {
        _schedule.Runs(6, work => Plain(work).Denied("telemetry/sink"));

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_denial_that_a_try_failed_with_is_always_told()
    {
        _schedule.Runs(6, work => Plain(work).Denied("telemetry/sink")).Run(work => Plain(work).Denied("telemetry/sink"), exitCode: 1);

        Assert.Equal("egress_denied", _schedule.Only.Rule);
    }

    [Fact]
    public void Many_addresses_that_do_not_answer_are_a_scan_and_no_surge()
    {
        _schedule.Runs(6, Usual).Run(work => Scan(Plain(work), 60));

        var finding = _schedule.Only;
        Assert.Equal(("fan_out", Severity.Critical), (finding.Rule, finding.Severity));
        Assert.Contains("61 addresses", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_by_a_task_that_is_not_known_is_told_when_it_is_plain()
    {
        _schedule.Run(work => Scan(work, 150));

        Assert.Equal("fan_out", _schedule.Only.Rule);
    }

    [Fact]
    public void A_name_by_which_a_try_failed_is_told_and_a_search_path_is_not()
    {
        _schedule.Run(work => Plain(work).Rest(116).Ask("db.internal.example", 3, times: 3), exitCode: 1);
        Assert.Equal(("dns_failure", "db.internal.example"), (_schedule.Only.Rule, _schedule.Only.Peer));

        _schedule.Run(work => Plain(work).Ask("db.example.airflow.svc.cluster.local", 3).Ask("db.example.svc.cluster.local", 3).Ask("db.example"), exitCode: 1);
        Assert.Empty(_schedule.Findings);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void A_name_server_that_is_silent_is_told_of_and_a_lost_packet_is_not(int silences, bool isTold)
    {
        _schedule.Run(work => Plain(work).Rest(105).AskInVain(silences).Rest(8), exitCode: 1);

        Assert.Equal(isTold ? ["dns_failure"] : [], _schedule.Findings.Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData(403, "permission_failures")]
    [InlineData(401, "token_failures")]
    public void An_answer_by_which_a_try_failed_is_told(uint code, string rule)
    {
        _schedule.Run(work => Plain(work).Rest(116).Answered(code), exitCode: 1);

        Assert.Equal((rule, "api.example.com"), (_schedule.Only.Rule, _schedule.Only.Peer));
    }

    [Fact]
    public void Many_forbidden_answers_are_told_though_the_try_went_well_unless_it_is_usual()
    {
        _schedule.Runs(6, work => Plain(work).Answered(200)).Run(work => Plain(work).Answered(403, times: 12));
        Assert.Equal("permission_failures", _schedule.Only.Rule);

        _schedule.Runs(3, work => Plain(work).Answered(403, times: 12));
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void Names_that_read_like_data_are_a_tunnel_and_names_of_buckets_are_not()
    {
        _schedule.Run(work => Tunnel(work, 80));
        var finding = _schedule.Only;
        Assert.Equal(("dns_tunnel_suspect", Severity.Critical, "evil.example"), (finding.Rule, finding.Severity, finding.Cause));

        _schedule.Run(work =>
        {
            for (var day = 0; day < 80; day++)
            {
                work.Ask($"warehouse-{day}.s3.amazonaws.com");
            }
        });
        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void A_task_that_always_asks_like_that_is_known()
    {
        _schedule.Runs(6, work => Tunnel(work, 80)).Run(work => Tunnel(work, 100));

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void Far_more_bytes_than_usual_are_told_with_who_got_them()
    {
        _schedule.Runs(6, work => Plain(work).Send(2_000_000)).Run(work => Plain(work).Send(2_000_000).Send(300_000_000, "external/bucket"));

        var finding = Assert.Single(_schedule.Findings, finding => finding.Rule == "exfiltration_suspect");
        Assert.Equal("etl.load sent 302 MB so far, usual 2 MB over 6 tries; 300 MB of it to external/bucket.", finding.Summary);
    }

    [Fact]
    public void Bytes_are_not_held_against_tries_of_which_none_are_known()
    {
        _schedule.Runs(6, Usual).Run(work => Plain(work).Send(300_000_000, "data/postgres"));

        Assert.DoesNotContain(_schedule.Findings, finding => finding.Rule == "exfiltration_suspect");
    }

    [Fact]
    public void A_metadata_service_is_told_when_a_task_never_called_it_and_not_when_it_always_does()
    {
        _schedule.Runs(6, Usual).Run(Metadata);
        var finding = Assert.Single(_schedule.Findings, finding => finding.Rule == "metadata_service_access");
        Assert.Equal((Severity.Critical, "169.254.169.254", (ushort)80), (finding.Severity, finding.Peer, finding.Port));

        var other = new Schedule();
        other.Runs(8, Metadata);
        Assert.Empty(other.Findings);
    }

    [Fact]
    public void Mapped_tries_of_one_run_are_one_experience()
    {
        for (var map = 0; map < 20; map++)
        {
            _schedule.Run(work => Usual(work), run: "one");
        }

        _schedule.Run(New);
        Assert.Empty(_schedule.Findings);
    }

    private static void Usual(Work work) => Plain(work);

    private static Work Plain(Work work) => work.Talk("data/postgres", 3);

    private static void New(Work work) => Plain(work).Talk("pastebin.example", kind: PeerKind.Dns, port: 443);

    private static void Metadata(Work work) => Plain(work).Talk("host", kind: PeerKind.Entity, port: 80, address: "169.254.169.254");

    private static void Scan(Work work, int hosts)
    {
        for (var host = 0; host < hosts; host++)
        {
            work.Knock("10.0.0.0/16", address: $"10.0.{host / 200}.{10 + (host % 200)}");
        }
    }

    private static void Tunnel(Work work, int names)
    {
        var random = new Random(7);
        var data = new byte[18];
        for (var name = 0; name < names; name++)
        {
            random.NextBytes(data);
            work.Ask($"{Convert.ToHexStringLower(data)}.t.evil.example", address: null);
        }
    }
}
