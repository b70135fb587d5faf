using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>Whatever is found, in whatever order: what is told makes sense.</summary>
public sealed class AnyScriptTests
{
    [Fact]
    public void What_is_told_makes_sense() => ForSeeds(80, seed => AssertSane(Play(seed, hasRestarts: false)));

    [Fact]
    public void What_is_told_makes_sense_over_restarts() => ForSeeds(80, seed => AssertSane(Play(seed, hasRestarts: true)));

    [Fact]
    public void Every_finding_is_in_a_message_or_counted() => ForSeeds(80, seed =>
    {
        var script = Play(seed, hasRestarts: false);
        var untold = script.Found.Where(finding => !IsTold(finding, script.Booking.Told)).Select(finding => (finding.Rule, finding.Cause, finding.Subject)).Distinct().Count();

        Assert.InRange(untold, 0, script.Booking.Metric("alert_members_dropped_total"));
        Assert.Equal(0, script.Booking.Book.MemberCount);
        Assert.Empty(script.Booking.Book.Current);
    });

    [Fact]
    public void No_two_messages_share_a_key_even_if_writes_were_lost_in_crashes() => ForSeeds(150, seed =>
    {
        var script = new FindingScript(seed, hasKills: true);
        script.Play(200);
        script.PlayOut();

        Assert.Equal(script.Booking.Told.Count, script.Booking.Told.Select(alert => alert.IdempotencyKey).Distinct().Count());
        foreach (var life in script.Booking.Told.GroupBy(alert => (alert.Fingerprint, alert.StartsAt)))
        {
            Assert.Equal(AlertState.Firing, life.First().State);
            Assert.All(life.Zip(life.Skip(1)), pair => Assert.True(pair.First.Revision < pair.Second.Revision));
        }
    });

    [Fact]
    public void Messages_about_one_alert_are_bounded_by_time_whatever_happens() => ForSeeds(30, seed =>
    {
        var random = new Random(seed);
        var booking = new Booking(options => options.MinFiring = TimeSpan.Zero) { IsCoarse = true };
        for (var time = 1.0; time < 86_000; time += random.Next(1, 400))
        {
            if (random.Next(2) == 0)
            {
                booking.Find(time, severity: (Severity)random.Next(1, 3));
            }
            else
            {
                booking.Clear(time);
            }
        }

        // One subject: four times on and off with a rise of its severity each, once on, with six repetitions.
        Assert.InRange(booking.Told.Count, 1, (4 * 3) + 2 + 6);
    });

    private static FindingScript Play(int seed, bool hasRestarts)
    {
        var script = new FindingScript(seed, hasRestarts);
        script.Play(200);
        script.PlayOut();
        return script;
    }

    private static void AssertSane(FindingScript script)
    {
        var told = script.Booking.Told;
        Assert.Equal(told.Count, told.Select(alert => alert.IdempotencyKey).Distinct().Count());
        Assert.Equal(told.OrderBy(alert => alert.At), told);
        foreach (var alert in told)
        {
            Assert.NotEmpty(alert.Members);
            Assert.True(alert.MemberCount >= alert.Members.Length && alert.FindingCount >= alert.MemberCount);
            Assert.Equal(alert.Members.Length, alert.Members.Select(member => member.Subject).Distinct().Count());
            Assert.All(alert.Members, member => Assert.Equal((alert.Rule, alert.Cause), (member.Rule, member.Cause)));
            Assert.Equal(alert.Members.Max(member => member.Severity), alert.Severity);
            Assert.Equal(alert.State == AlertState.Firing, alert.EndsAt.IsMissing);
            Assert.Equal(alert.State == AlertState.Firing, alert.ResolvedBecause.Length == 0);
            Assert.True(alert.StartsAt <= alert.At && alert.Severity != Severity.Info);
        }

        foreach (var messages in told.GroupBy(alert => alert.Fingerprint))
        {
            AssertTurns([.. messages]);
        }
    }

    /// <summary>It begins, is over, begins anew; and all that began is over in the end.</summary>
    private static void AssertTurns(Alert[] messages)
    {
        Alert? open = null;
        foreach (var alert in messages)
        {
            Assert.True(open is not null || alert.State == AlertState.Firing, "over without a beginning");
            Assert.True(open is null || (open.StartsAt == alert.StartsAt && open.Revision < alert.Revision), "two at once");
            open = alert.State == AlertState.Firing ? alert : null;
        }

        Assert.Null(open);
    }

    /// <summary>Its subject was named since, or was already while the alert was open.</summary>
    private static bool IsTold(Finding finding, IReadOnlyList<Alert> told)
    {
        var isNamed = false;
        foreach (var alert in told.Where(alert => alert.Rule == finding.Rule && alert.Cause == finding.Cause))
        {
            var names = alert.Members.Any(member => member.Subject == finding.Subject);
            if (alert.At >= finding.At && (isNamed || names))
            {
                return true;
            }

            isNamed = alert.State == AlertState.Firing && (isNamed || names);
        }

        return isNamed;
    }

    private static void ForSeeds(int count, Action<int> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));
}
