using FsCheck;
using FsCheck.Fluent;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxPropertyTests
{
    /// <summary>Offers, deliveries, a disk that fails in the middle of whatever it is at, losses of power that keep any part of what was
    /// not flushed, restarts, and bytes gone bad, in any order.</summary>
    [Fact]
    public void Nothing_durable_is_lost_and_nothing_acknowledged_comes_back_whatever_happens()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var runs = Gen.Choose(0, 1 << 20).Zip(Gen.Choose(0, 19).ListOf(120));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(runs.ToArbitrary(), run =>
        {
            using var model = new OutboxModel(run.Item1);
            foreach (var step in run.Item2)
            {
                model.Step(step);
            }

            foreach (var (what, times) in model.Seen)
            {
                seen[what] = seen.GetValueOrDefault(what) + times;
            }
        }));

        // The runs were about something.
        Assert.All(["reclaimed", "failed", "crash", "corrupt", "came back"], what => Assert.True(seen.GetValueOrDefault(what) > 100, $"{what}: {seen.GetValueOrDefault(what)}"));
    }
}
