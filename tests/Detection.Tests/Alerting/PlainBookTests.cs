using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>The book tells what its slow twin tells.</summary>
public sealed class PlainBookTests
{
    private static readonly string[] Rules = ["egress_denied", "quota"];

    [Fact]
    public void Grouping_and_membership_are_those_of_the_plain_book()
    {
        var messages = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(250), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var options = AnyOptions(random);
            var told = new List<Alert>();
            var book = new AlertBook(options, Booking.Rules, [new Listener(told)], Some.At(0));
            var plain = new PlainBook(options);
            var now = 0.0;
            for (var index = 0; index < 300; index++)
            {
                Step(random, now, book, plain);
                if (random.Next(3) == 0)
                {
                    now += random.Next(10) switch { 0 => random.Next(5_000) + 0.5, < 5 => random.Next(100) + 0.5, _ => 0.5 };
                    book.Advance(Some.At(now));
                    plain.Advance(Some.At(now));
                }
            }

            messages += told.Count;
            Assert.Equal(plain.Told.Order(StringComparer.Ordinal), told.Select(PlainBook.Line).Order(StringComparer.Ordinal));
        }));

        // With long holds and short memories some scripts tell nothing; most tell dozens.
        Assert.True(messages > 1_000, $"{messages} messages");
    }

    private static void Step(Random random, double now, AlertBook book, PlainBook plain)
    {
        var task = $"t{random.Next(5)}";
        var rule = Rules[random.Next(2)];
        if (random.Next(3) != 0)
        {
            var finding = Booking.Finding(now, task, $"c{random.Next(2)}", rule, (Severity)random.Next(1, 3));
            book.Observe(finding);
            plain.Observe(finding);
        }
        else
        {
            var clear = new AllClear(rule, Booking.Task(task), random.Next(2) == 0 ? null : $"c{random.Next(2)}", Some.At(now));
            book.Observe(clear);
            plain.Observe(clear);
        }
    }

    private static AlertingOptions AnyOptions(Random random) => new()
    {
        For = TimeSpan.FromSeconds(random.Next(2) * random.Next(200)),
        GroupWait = TimeSpan.FromSeconds(random.Next(3)),
        GroupInterval = TimeSpan.FromSeconds(random.Next(10, 400)),
        RepeatInterval = TimeSpan.FromSeconds(random.Next(60, 4_000)),
        KeepFiring = TimeSpan.FromSeconds(random.Next(10, 4_000)),
        MinFiring = TimeSpan.FromSeconds(random.Next(2) * random.Next(200)),
        MaxFlaps = 100,
        FlapWindow = TimeSpan.FromMinutes(1),
    };

    private sealed class Listener(List<Alert> told) : IAlertObserver
    {
        public void Observe(Alert alert) => told.Add(alert);
    }
}
