using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>A restart is not noticed outside.</summary>
public sealed class RestartTests
{
    private readonly RememberingStore _store = new();

    [Fact]
    public void What_was_told_is_not_told_again()
    {
        var booking = New().Find(1).Until(10).Restart().Until(1_000);
        Assert.Equal(["firing etl.load"], booking.Words);
        Assert.Equal("load", Assert.Single(booking.Book.Current).Members[0].Subject.TaskId);

        Assert.Equal(["firing etl.load"], booking.Find(1_000).Restart().Until(2_000).Words);
    }

    [Fact]
    public void The_end_belongs_to_the_beginning_before_the_restart()
    {
        var booking = New().Find(1, tryId: "a").Until(100).Restart(50).Clear(200).Until(210);

        Assert.Equal(["firing etl.load", "resolved etl.load"], booking.Words);
        Assert.Equal(booking.Told[0].StartsAt, booking.Last.StartsAt);
        Assert.True(booking.Last.Revision > booking.Told[0].Revision);
        Assert.Equal("a later try was in order", booking.Last.ResolvedBecause);
    }

    [Fact]
    public void Times_go_on_by_the_clock_on_the_wall()
    {
        var repeated = New().Find(1).Until(7_000).Restart(7_000).Until(14_500);
        Assert.Equal(2, repeated.Told.Count);
        Assert.InRange(repeated.Last.At.Since(Some.At(14_401)).TotalSeconds, 0, 20);

        _store.Written.Clear();
        var held = New(options => options.For = TimeSpan.FromMinutes(5)).Find(1).Until(100).Restart(150).Until(310);
        Assert.Equal(Some.At(301), held.Only.StartsAt);

        _store.Written.Clear();
        var silent = New().Find(1).Until(3_600).Restart(40_000).Until(86_500);
        Assert.Equal("not seen for 24 h", silent.Last.ResolvedBecause);
    }

    [Fact]
    public void Returns_before_the_restart_count_as_flapping_after_it()
    {
        var booking = New();
        for (var time = 0; time < 10_000; time += 1_000)
        {
            booking.Find(time + 1).Clear(time + 500).Until(time + 600).Restart();
        }

        Assert.Equal(9, booking.Told.Count);
        Assert.Equal(1, booking.Until(10_000).Metric("alerts_flapping", "egress_denied"));
    }

    [Fact]
    public void Floors_count_on_after_a_restart()
    {
        var booking = New(options => options.MinTries = 3).Find(1, tryId: "a").Find(2, tryId: "b").Until(10).Restart().Find(20, tryId: "a").Until(30);
        Assert.Empty(booking.Told);

        Assert.Single(booking.Find(30, tryId: "c").Until(40).Told);
    }

    [Fact]
    public void A_finding_comes_back_whole()
    {
        var finding = Booking.Finding(1, severity: Severity.Critical) with
        {
            Measures = [new Measure("connections", "412", "9 to 14"), new Measure("peers", "3", "")],
            Try = new TaskTry(new TaskKey("airflow", "etl", "load"), "manual__2026 \u00e9", 2, 7, IdForm.Hashed, "2026-01-01"),
            TryId = "t1",
            Peer = "data/db",
            Port = 5432,
            Source = "payments.yaml:12",
            TryStartedAt = Some.At(-60),
            TraceId = "0123456789abcdef0123456789abcdef",
            Owners = ["alice"],
            Tags = ["x", "y"],
        };
        var booking = New().Observe(finding).Until(10).Restart().Until(20);

        var back = Assert.Single(Assert.Single(booking.Book.Current).Members);
        Assert.Equal(finding.Measures.AsEnumerable(), back.Measures);
        Assert.Equal(finding.Owners.AsEnumerable(), back.Owners);
        Assert.Equal(finding.Tags.AsEnumerable(), back.Tags);
        Assert.Equal(finding with { Measures = back.Measures, Owners = back.Owners, Tags = back.Tags }, back);
    }

    [Fact]
    public void News_are_written_within_a_second_and_the_same_again_only_every_half_minute()
    {
        var booking = New().Find(1).Until(1.5);
        Assert.Single(_store.Written);

        booking.Until(10);
        Assert.InRange(_store.Written.Count, 2, 3);
        var before = _store.Written.Count;
        for (var time = 10.0; time < 70; time += 0.5)
        {
            booking.Find(time);
        }

        Assert.InRange(_store.Written.Count - before, 1, 3);
        booking.Until(110);
        before = _store.Written.Count;
        booking.Until(1_000);
        Assert.Equal(before, _store.Written.Count);
    }

    [Fact]
    public void The_end_of_the_data_path_is_written()
    {
        var booking = New().Find(1).Until(1.5).Find(1.6, "extract").Finish().Restart();

        Assert.Equal(2, Assert.Single(booking.Book.Current).MemberCount);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("not json", "")]
    [InlineData("{}", "")]
    [InlineData("{\"version\":2,\"blindFor\":0,\"alerts\":[]}", "its version is 2, this agent reads version 1")]
    [InlineData("{\"version\":1,\"blindFor\":-1,\"alerts\":[]}", "blindFor is negative")]
    [InlineData("{\"version\":1,\"blindFor\":0,\"alerts\":{}}", "")]
    [InlineData("{\"version\":1,\"blindFor\":0,\"alerts\":[]}x", "")]
    public void What_cannot_be_used_is_set_aside_with_the_reason_and_the_book_begins_anew(string content, string reason)
    {
        _store.Written.Add(Encoding.UTF8.GetBytes(content));
        var booking = New().Find(1).Until(10);

        Assert.NotEmpty(Assert.Single(_store.AsideBecause));
        Assert.Contains(reason, _store.AsideBecause[0], StringComparison.Ordinal);
        Assert.Single(booking.Told);
    }

    [Fact]
    public void Content_that_is_not_usable_leaves_the_book_as_it_was()
    {
        var booking = New().Find(1).Until(10);
        var before = booking.Book.Save();

        Assert.NotEmpty(booking.Book.Restore("{\"version\":1,\"blindFor\":0,\"alerts\":[{}]}"u8));
        Assert.Equal(before, booking.Book.Save());
    }

    [Fact]
    public void Alerts_of_a_rule_that_is_gone_and_those_there_is_no_room_for_are_counted()
    {
        New().Find(1, cause: "a").Find(1, cause: "b").Find(1, "extract", "b").Find(1, rule: "quota").Until(10);
        var book = new AlertBook(new AlertingOptions { MaxAlerts = 1 }, [new AlertRule("egress_denied")], [], Some.At(20), null, _store);

        Assert.Equal(1, book.AlertCount);
        Assert.Equal(3, book.MemberCount + book.Counts.DroppedBecause(Windsock.Detection.Alerting.MemberDrop.AlertLimit));
        Assert.Equal(1, book.Counts.DroppedBecause(Windsock.Detection.Alerting.MemberDrop.UnknownRule));
        Assert.Empty(_store.AsideBecause);
    }

    [Fact]
    public void A_state_from_the_future_does_not_stop_the_book()
    {
        New().Find(1).Until(500_000).Find(500_000, cause: "late").Until(500_010);
        var told = new List<Alert>();
        var book = new AlertBook(new AlertingOptions(), Booking.Rules, [new Listener(told)], Some.At(0), null, _store);
        book.Advance(Some.At(1));
        Assert.Single(book.Current);

        book.Advance(Some.At(86_500));
        Assert.Equal("not seen for 24 h", told[^1].ResolvedBecause);
    }

    [Theory]
    [InlineData("\"count\":1", "\"count\":9000000000000000000", "count is more than")]
    [InlineData("\"count\":1", "\"count\":4000000000000000000", "count is 1000000000000 or more")]
    [InlineData("\"startsAt\":1", "\"startsAt\":7", "a time is more than")]
    [InlineData("\"phase\":2", "\"phase\":3", "phase is 3, at most 2")]
    [InlineData("\"isTold\":true", "\"isTold\":1", "")]
    [InlineData("\"port\":0", "\"port\":65536", "")]
    [InlineData("\"cause\":\"deny-all\",", "", "")]
    public void A_value_out_of_range_makes_the_content_unusable(string written, string instead, string reason)
    {
        var content = Encoding.UTF8.GetString(new Booking().Find(1).Until(10).Book.Save());
        Assert.Contains(written, content, StringComparison.Ordinal);

        var problem = new Booking().Book.Restore(Encoding.UTF8.GetBytes(content.Replace(written, instead, StringComparison.Ordinal)));
        Assert.NotEmpty(problem);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_a_source_told_wrong_does_not_spoil_the_state()
    {
        var booking = New().Observe(Booking.Finding(1) with { Since = Windsock.Model.Flows.Instant.Never, TryStartedAt = new(-5) }).Until(10).Restart();

        Assert.Single(booking.Book.Current);
        Assert.Empty(_store.AsideBecause);
    }

    [Fact]
    public void What_is_saved_reads_back_the_same() => ForSeeds(100, seed =>
    {
        var script = new FindingScript(seed);
        script.Play(200);
        var saved = script.Booking.Book.Save();

        var other = new Booking(since: script.Now);
        Assert.Equal("", other.Book.Restore(saved));
        Assert.Equal(Encoding.UTF8.GetString(saved).Length, Encoding.UTF8.GetString(other.Book.Save()).Length);
        Assert.Equal("", new Booking(since: script.Now).Book.Restore(other.Book.Save()));
    });

    [Fact]
    public void Broken_content_never_throws() => ForSeeds(60, seed =>
    {
        var random = new Random(seed);
        var script = new FindingScript(seed);
        script.Play(60);
        var saved = script.Booking.Book.Save();
        for (var round = 0; round < 20; round++)
        {
            var broken = saved.AsSpan(0, random.Next(4) == 0 ? random.Next(saved.Length) : saved.Length).ToArray();
            for (var change = random.Next(1, 5); change > 0 && broken.Length > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)(random.Next(2) == 0 ? "0123456789-{}[],\"ae."[random.Next(20)] : random.Next(256));
            }

            var booking = new Booking(since: script.Now);
            if (booking.Book.Restore(broken).Length == 0)
            {
                booking.Find(script.Now + 1).Clear(script.Now + 2).Until(script.Now + 200);
                Assert.All(booking.Told, alert => Assert.NotEmpty(alert.Members));
            }
        }
    });

    private Booking New(Action<AlertingOptions>? configure = null) => new(configure, store: _store);

    private static void ForSeeds(int count, Action<int> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));

    private sealed class Listener(List<Alert> told) : IAlertObserver
    {
        public void Observe(Alert alert) => told.Add(alert);
    }
}
