using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Connections.Entries;

namespace Windsock.Detection.Tests.Connections.Entries;

public sealed class DueWheelTests
{
    private const long Millisecond = 1_000_000;
    private const int Slots = 50;

    /// <summary>The user of the wheel looks at what comes up and puts it back when it is not due: then nothing is early, and nothing
    /// is later than one step.</summary>
    [Fact]
    public void Everything_comes_up_once_within_a_step_of_its_time() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var wheel = new DueWheel(Slots);
            var plain = new Dictionary<int, long>();
            var now = 1_700_000_000_000 * Millisecond;
            for (var step = 0; step < 300; step++)
            {
                var slot = random.Next(Slots);
                if (random.Next(5) == 0)
                {
                    wheel.Remove(slot);
                    plain.Remove(slot);
                }
                else
                {
                    plain[slot] = now + (random.NextInt64(random.Next(4) == 0 ? 400_000 : 3_000) * Millisecond);
                    wheel.Schedule(slot, plain[slot], now);
                }

                now += random.NextInt64(random.Next(30) == 0 ? 500_000 : 500) * Millisecond;
                while (wheel.TryTake(now, out var taken))
                {
                    if (plain[taken] < now)
                    {
                        plain.Remove(taken);
                    }
                    else
                    {
                        wheel.Schedule(taken, plain[taken], now);
                    }
                }

                Assert.DoesNotContain(plain.Values, due => due < now - (100 * Millisecond));
            }
        }));
}
