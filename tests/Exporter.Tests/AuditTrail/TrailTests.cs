using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Exporter.Tests.Prometheus.Platform;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.AuditTrail;

public class TrailTests
{
    private static readonly Owner Task = Some.TaskPod(account: "etl-sa", cloud: "arn:aws:iam::1:role/etl");

    [Fact]
    public void Records_are_written_as_documented()
    {
        using var trail = new PlayedTrail(maxFileBytes: 1 << 20).Open();
        var now = Some.Noon;
        var denied = SomeAction.Of(Task, PlatformSystem.Crossplane, "create", ActionOutcome.Denied, "claim airflow/db-1");
        trail.Writer.Append(
        [
            new(TrailKind.Action, now, denied with { Action = denied.Action with { Code = 403, Reason = "Forbidden", Message = "is forbidden: \"x\" <y>\u2028", Gaps = ActionGaps.NoPod | ActionGaps.Cut, EndedAt = SomeAction.After(0.5) } }),
            new(TrailKind.Action, now, SomeAction.Of(null, PlatformSystem.Google, "runjob")),
            new(TrailKind.Denial, now, new DenialNote(Denied(), IsClient: true)),
            new(TrailKind.Moment, now, SomeAction.Ready(Task)),
            new(TrailKind.Moment, now, SomeAction.Troubled(Task, "permission")),
            new(TrailKind.Moment, now, SomeAction.Waited(Task)),
            new(TrailKind.Moment, now, SomeAction.Released(Task)),
            new(TrailKind.Moment, now, SomeAction.CloudCall(Task, ActionOutcome.TokenRefused)),
            new(TrailKind.Finding, now, SomeFinding()),
            new(TrailKind.AllClear, now, new AllClear("terraform_lock_stale", FindingSubject.Of(Task.Task!), null, now)),
            new(TrailKind.Gap, now, new GapNote("disk", 3, now, SomeAction.After(2))),
            new(TrailKind.Recovered, now, new RecoveredNote("audit-0000000000000000001.jsonl", "audit-0000000000000000001.torn-0123456789ab", 17, new string('0', 64))),
            new(TrailKind.Retention, now, new RetentionNote("audit-0000000000000000001.jsonl", 1, 9, new string('1', 64), new string('2', 64), "max_age")),
        ]);
        trail.Stop();

        Matches("records.jsonl", Encoding.UTF8.GetString(trail.Read(Assert.Single(trail.Files))));
    }

    [Fact]
    public void The_hash_of_a_line_can_be_worked_out_by_hand()
    {
        using var trail = new PlayedTrail().Open();
        trail.Write();
        var lines = Encoding.UTF8.GetString(trail.Read(Assert.Single(trail.Files))).Split('\n');

        var canonical = lines[1][..^75] + "}";
        Assert.Equal(ChainedLine.HashOf(Encoding.UTF8.GetBytes(canonical)), Regex.Match(lines[1], "\"hash\":\"([0-9a-f]{64})\"}$").Groups[1].Value);
        Assert.Equal(ChainedLine.HashOf(Encoding.UTF8.GetBytes(lines[0])), Regex.Match(lines[1], "\"prev\":\"([0-9a-f]{64})\",\"hash\"").Groups[1].Value);
    }

    [Fact]
    public void A_file_is_sealed_when_it_is_full_and_on_the_next_day()
    {
        using var trail = new PlayedTrail(maxFileBytes: 2_000).Open();
        trail.Write(3);
        trail.Write();
        trail.Time.Advance(TimeSpan.FromHours(13));
        trail.Write();
        trail.Stop();

        Assert.Equal(3, trail.Files.Count);
        var verdict = trail.Verify();
        Assert.Equal((true, 3, 2, 7), (verdict.IsWhole, verdict.Files, verdict.SealedFiles, (int)verdict.Records));
    }

    [Fact]
    public void Who_rewrites_all_of_it_is_found_by_the_key_or_by_a_head_that_is_kept_elsewhere()
    {
        using var keyed = new PlayedTrail(key: PlayedTrail.Key).Open();
        keyed.Write(3);
        keyed.Stop();
        using var forged = new PlayedTrail().Open();
        forged.Write(2);
        forged.Stop();

        Assert.True(keyed.Verify(PlayedTrail.Key).IsWhole);
        Assert.False(keyed.Verify(Encoding.ASCII.GetBytes("another key that is long enough!")).IsWhole);
        Assert.Contains(keyed.Verify().Notes, note => note.What.Contains("was not looked at: give --key-file", StringComparison.Ordinal));
        Assert.True(forged.Verify().IsWhole);
        Assert.False(forged.Verify(PlayedTrail.Key).IsWhole);
        Assert.False(forged.Verify(expectedHead: keyed.Verify().Head).IsWhole);
    }

    [Fact]
    public void A_trail_without_a_key_is_not_gone_on_with_a_key()
    {
        using var plain = new PlayedTrail().Open();
        plain.Stop();
        using var keyed = new PlayedTrail(key: PlayedTrail.Key);
        foreach (var name in plain.Folder.FileNames)
        {
            keyed.Put(name, plain.Read(name));
        }

        var failure = Assert.Throws<IOException>(() => keyed.Open());

        Assert.Equal("/state holds a trail without a key; set platform.trail.keyFile as it was, or begin in another directory", failure.Message);
    }

    [Fact]
    public void Two_agents_do_not_write_into_one_directory()
    {
        using var trail = new PlayedTrail().Open();
        using var other = trail.Make(new TrailBooks());

        Assert.Contains("another agent writes here", Assert.Throws<IOException>(other.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_deleted_on_purpose_is_told_and_one_that_is_not_is_missed()
    {
        using var trail = new PlayedTrail(maxFileBytes: 1_000, maxAge: TimeSpan.FromDays(30)).Open();
        trail.Write(2);
        trail.Time.Advance(TimeSpan.FromDays(1));
        trail.Write(2);
        trail.Time.Advance(TimeSpan.FromDays(40));
        trail.Write(2);
        var oldest = trail.Files[0];

        Assert.Equal(1, trail.Retention.Apply(trail.Writer));
        Assert.True(trail.Verify().IsWhole, string.Join('\n', trail.Verify().Problems));
        Assert.DoesNotContain(oldest, trail.Files);

        trail.Folder.Delete(trail.Files[0]);
        trail.Folder.Delete(trail.Folder.FileNames.First(TrailFileNames.IsManifest));
        Assert.Contains(trail.Verify().Problems, problem => problem.What.Contains("no record tells that they were deleted on purpose", StringComparison.Ordinal));
    }

    [Fact]
    public void An_end_that_is_cut_while_the_agent_is_away_stays_to_be_seen()
    {
        using var trail = new PlayedTrail(maxFileBytes: 1 << 20).Open();
        trail.Write(3);
        trail.Stop();
        var file = Assert.Single(trail.Files);
        var content = trail.Read(file);
        trail.Put(file, content.AsSpan(0, content.AsSpan(0, content.Length - 1).LastIndexOf((byte)'\n') + 1));
        Assert.Contains(trail.Verify().Problems, problem => problem.What.Contains("ends at 4: its end was cut off", StringComparison.Ordinal));

        using var next = trail.Make(trail.Books);
        next.Open();

        Assert.Equal("records 5 to 5 had been written and are gone", next.Damage);
        Assert.Contains(trail.Verify().Problems, problem => problem.What.Contains("is record 6 where 5 was to be: 1 are missing", StringComparison.Ordinal));
        Assert.Equal(1, trail.Count("gap"));
    }

    [Theory]
    [InlineData(OwnerKind.Task, "", "", true)]
    [InlineData(OwnerKind.Component, "", "", true)]
    [InlineData(OwnerKind.OtherPod, "", "", false)]
    [InlineData(OwnerKind.None, "kubernetes-admin", "airflow", true)]
    [InlineData(OwnerKind.None, "kubernetes-admin", "web", false)]
    [InlineData(OwnerKind.None, "system:serviceaccount:airflow:worker", "web", true)]
    [InlineData(OwnerKind.None, "system:node:worker-1", "airflow", false)]
    [InlineData(OwnerKind.None, "system:serviceaccount:kube-system:job-controller", "airflow", false)]
    public void Actions_of_tasks_components_and_unknown_callers_in_Airflow_are_recorded(OwnerKind kind, string username, string space, bool isWanted)
    {
        var action = SomeAction.Of(kind == OwnerKind.None ? null : new Owner { Kind = kind, Namespace = "web" });
        action = action with
        {
            Action = action.Action with { Caller = new ActionCaller { Username = username }, Target = new ActionTarget("", "pods", "", space, "x") },
        };

        Assert.Equal(isWanted, new TrailSelection(TrailActions.Writes, ["airflow"]).Wants(action));
    }

    [Theory]
    [InlineData("get", ActionOutcome.Succeeded, false)]
    [InlineData("get", ActionOutcome.Denied, true)]
    [InlineData("get", ActionOutcome.NotFound, true)]
    [InlineData("create", ActionOutcome.Succeeded, true)]
    public void By_default_reads_are_recorded_only_when_they_failed(string verb, ActionOutcome outcome, bool isWanted)
    {
        var action = SomeAction.Of(Task, verb: verb, outcome: outcome);

        Assert.Equal(isWanted, new TrailSelection(TrailActions.Writes, ["airflow"]).Wants(action));
        Assert.True(new TrailSelection(TrailActions.All, ["airflow"]).Wants(action));
    }

    private static Connection Denied() => Some.Connection(Some.FromClient(Task), ConnectionOutcome.Denied) with
    {
        DropReason = DropReason.PolicyDenied,
        ServerPort = 5432,
        Policies = new PolicyDecision { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", "deny-db")] },
        NodeName = "worker-1",
    };

    private static Finding SomeFinding() => new()
    {
        Rule = "terraform_lock_stale",
        Severity = Severity.Warning,
        Subject = FindingSubject.Of(Task.Task!),
        Cause = "default/network",
        Summary = "the state lock default/network is held by nobody who lives",
        Mend = "terraform force-unlock",
        Measures = ImmutableArray.Create(new Measure("held", "3h", "20m")),
        Evidence = "complete",
        IsComplete = true,
        Try = Task.Try,
        TryId = "0123456789abcdef",
        Since = Some.Noon,
        At = Some.Noon,
    };

    private static void Matches(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "Exporter.Tests", "AuditTrail", "Golden", name);
        if (Environment.GetEnvironmentVariable("WINDSOCK_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was written: read it.");
        }

        Assert.True(File.Exists(path), $"{path} is missing; WINDSOCK_GOLDEN=write makes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
