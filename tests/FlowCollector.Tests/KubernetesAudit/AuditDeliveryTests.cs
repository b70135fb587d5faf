using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditDeliveryTests
{
    [Fact]
    public void However_often_requests_come_again_each_event_is_handed_on_once() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var taken = new TakenEvents(capacity: 2);
            var delivery = new AuditDelivery(new AuditLimitsOptions()) { Writer = taken.Writer };
            var handedOn = new List<string>();
            var requests = Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, random.Next(0, 1_500)).Select(_ => random.Next(3_000)).ToArray()).ToArray();
            foreach (var request in requests)
            {
                // A sender comes again until it is told that all was taken, and sometimes once more.
                for (var again = random.Next(1, 3); again > 0;)
                {
                    var intake = Intake(delivery, request);
                    again -= intake.IsRefused ? 0 : 1;
                    if (intake.IsRefused || random.Next(2) == 0)
                    {
                        handedOn.AddRange(taken.ReadActions().Select(action => action.Id));
                    }
                }
            }

            handedOn.AddRange(taken.ReadActions().Select(action => action.Id));
            Assert.Equal(requests.SelectMany(request => request).Distinct().Select(SomeAudit.Id).Order(), handedOn.Order());
            Assert.Equal(handedOn.Count, taken.Ledger.Decoded);
        }));

    [Fact]
    public void Of_a_request_that_is_refused_nothing_is_remembered()
    {
        var taken = new TakenEvents(capacity: 1);
        var delivery = new AuditDelivery(new AuditLimitsOptions()) { Writer = taken.Writer };

        Assert.False(Intake(delivery, 1).IsRefused);
        Assert.True(Intake(delivery, 1, 2, 3).IsRefused);
        Assert.Equal(1, delivery.Remembered);
        Assert.Equal([SomeAudit.Id(1)], taken.ReadActions().Select(action => action.Id));
        Assert.False(Intake(delivery, 1, 2, 3).IsRefused);
        Assert.Equal([SomeAudit.Id(2), SomeAudit.Id(3)], taken.ReadActions().Select(action => action.Id));
        Assert.Equal((3L, 1L, 1L), (taken.Ledger.Decoded, taken.Ledger.Duplicates, taken.Ledger.Refusals));
    }

    [Fact]
    public void A_request_of_nothing_but_copies_is_taken_also_by_a_full_queue()
    {
        var taken = new TakenEvents(capacity: 1);
        var delivery = new AuditDelivery(new AuditLimitsOptions()) { Writer = taken.Writer };

        Assert.False(Intake(delivery, 1, 2).IsRefused);
        Assert.False(Intake(delivery, 2, 1).IsRefused);
        Assert.Equal(2, taken.Ledger.Duplicates);
    }

    [Fact]
    public void Before_the_source_runs_and_after_it_stops_nothing_is_taken()
    {
        var taken = new TakenEvents();
        var delivery = new AuditDelivery(new AuditLimitsOptions());

        Assert.True(Intake(delivery, 1).IsRefused);
        delivery.Writer = taken.Writer;
        taken.Stop();
        Assert.True(Intake(delivery, 1).IsRefused);
        Assert.Equal((0, 0L), (delivery.Remembered, taken.Ledger.Decoded));
    }

    [Fact]
    public void A_request_of_many_events_is_handed_on_in_parts_and_what_was_taken_is_not_taken_again()
    {
        var taken = new TakenEvents(capacity: 2);
        var delivery = new AuditDelivery(new AuditLimitsOptions()) { Writer = taken.Writer };
        var numbers = Enumerable.Range(0, 1_600).ToArray();

        Assert.True(Intake(delivery, numbers).IsRefused);
        Assert.Equal(1_024, taken.ReadActions().Count);
        Assert.False(Intake(delivery, numbers).IsRefused);
        Assert.Equal(576, taken.ReadActions().Count);
    }

    [Fact]
    public void What_cannot_be_told_from_others_is_never_a_copy()
    {
        var taken = new TakenEvents();
        var delivery = new AuditDelivery(new AuditLimitsOptions()) { Writer = taken.Writer };
        var intake = new AuditIntake(SomeAudit.Sender(), "gke", SomeAudit.Now, delivery);
        intake.Add(Action(1));
        intake.Add(Action(1));
        intake.HandOn();

        Assert.Equal(2, taken.ReadActions().Count);
    }

    [Fact]
    public void An_event_is_remembered_for_the_span_and_forgotten_after_twice_of_it()
    {
        var seen = new SeenEvents(1_000, TimeSpan.FromMinutes(10));
        var key = AuditKey.Of("a");
        seen.Forget(SomeAudit.Now);
        seen.Add(key);
        seen.Forget(SomeAudit.Now.Add(TimeSpan.FromMinutes(10)));
        Assert.True(seen.Contains(key));
        seen.Forget(SomeAudit.Now.Add(TimeSpan.FromMinutes(19.9)));
        Assert.True(seen.Contains(key));
        seen.Forget(SomeAudit.Now.Add(TimeSpan.FromMinutes(20)));
        Assert.False(seen.Contains(key));
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public void As_many_events_are_remembered_as_were_asked_for_and_never_more_than_twice_as_many()
    {
        var seen = new SeenEvents(1_000, TimeSpan.FromHours(1));
        seen.Forget(SomeAudit.Now);
        for (var number = 0; number < 10_000; number++)
        {
            seen.Add(AuditKey.Of(SomeAudit.Id(number)));
            Assert.True(seen.Contains(AuditKey.Of(SomeAudit.Id(Math.Max(0, number - 999)))));
            Assert.InRange(seen.Count, 1, 2_000);
        }
    }

    [Fact]
    public void The_ends_of_texts_belong_to_a_key() => Assert.NotEqual(AuditKey.Of("ab", "c"), AuditKey.Of("a", "bc"));

    private static AuditIntake Intake(AuditDelivery delivery, params int[] numbers)
    {
        var intake = new AuditIntake(SomeAudit.Sender(), "kubernetes_audit", SomeAudit.Now, delivery);
        foreach (var number in numbers)
        {
            intake.Add(Action(number), AuditKey.Of(SomeAudit.Id(number)));
        }

        intake.HandOn();
        return intake;
    }

    private static PlatformAction Action(int number) => new(SomeAudit.Now)
    {
        Source = "kubernetes_audit",
        Id = SomeAudit.Id(number),
        System = PlatformSystem.Kubernetes,
        Verb = "create",
        Target = new ActionTarget("", "pods", "", "", ""),
        Caller = ActionCaller.Nobody,
        Outcome = ActionOutcome.Succeeded,
        At = new Instant(1),
    };
}
