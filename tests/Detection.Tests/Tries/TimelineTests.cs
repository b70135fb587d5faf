using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Tries;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>Which lines a full timeline keeps, against one list that is searched anew each time.</summary>
public sealed class TimelineTests
{
    private static readonly string[] Kinds = [TryTimeline.Connected, TryTimeline.Dns, TryTimeline.Denied];
    private static readonly string[] Texts = ["connected to db", "connected to\u0001db", "no answer", "denied"];

    [Fact]
    public void It_keeps_what_a_plain_list_keeps() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (timeline, plain) = Written(random);
            if (random.Next(3) == 0)
            {
                var (other, plainOther) = Written(random);
                timeline.Absorb(other);
                plain.Absorb(plainOther);
            }

            Assert.Equal(plain.ToEvents(), timeline.ToEvents());
            Assert.Equal(plain.IsTruncated, timeline.IsTruncated);
        }));

    private static (TryTimeline Timeline, PlainTimeline Plain) Written(Random random)
    {
        var max = random.Next(16, 40);
        var (timeline, plain) = (new TryTimeline(max), new PlainTimeline(max));
        var dullness = random.NextDouble();
        for (var left = random.Next(120); left > 0; left--)
        {
            var at = SomePod.At(random.Next(100));
            if (random.Next(20) == 0)
            {
                var lost = random.Next(3);
                timeline.AddLoss(at, lost);
                plain.AddLoss(at, lost);
                continue;
            }

            var kind = Kinds[random.Next(Kinds.Length)];
            var text = random.Next(3) == 0 ? Texts[random.Next(Texts.Length)] : string.Create(CultureInfo.InvariantCulture, $"line {left}");
            var isDull = random.NextDouble() < dullness;
            timeline.Add(at, kind, text, isDull);
            plain.Add(at, kind, text, isDull);
        }

        return (timeline, plain);
    }

    private sealed class PlainTimeline(int max)
    {
        private readonly List<(Instant At, string Kind, string Text, int Count, bool IsDull)> _lines = [];
        private long _lost;

        public bool IsTruncated { get; private set; }

        public void Add(Instant at, string kind, string text, bool isDull)
        {
            text = OneLine.Of(text);
            if (_lines.Count > 0 && _lines[^1] is var last && last.Kind == kind && last.Text == text)
            {
                _lines[^1] = last with { Count = last.Count + 1, At = at < last.At ? at : last.At };
                return;
            }

            _lines.Add((at, kind, text, 1, isDull));
            if (_lines.Count > max)
            {
                IsTruncated = true;
                var dull = _lines.FindIndex(max / 4, line => line.IsDull);
                _lines.RemoveAt(dull >= 0 ? dull : max / 4);
            }
        }

        public void AddLoss(Instant at, long count)
        {
            if (count == 0)
            {
                Add(at, TryTimeline.Lost, "the source was cut off; what it missed is not known", false);
                return;
            }

            var goesOn = _lines.Count > 0 && _lines[^1].Kind == TryTimeline.Lost && _lost > 0;
            _lost = goesOn ? _lost + count : count;
            var text = string.Create(CultureInfo.InvariantCulture, $"the source lost {_lost} events");
            if (goesOn)
            {
                _lines[^1] = _lines[^1] with { Text = text };
            }
            else
            {
                Add(at, TryTimeline.Lost, text, false);
            }
        }

        public void Absorb(PlainTimeline other)
        {
            foreach (var line in other._lines)
            {
                for (var time = 0; time < Math.Min(line.Count, max); time++)
                {
                    Add(line.At, line.Kind, line.Text, line.IsDull);
                }
            }

            IsTruncated |= other.IsTruncated;
        }

        public IEnumerable<TryEvent> ToEvents() => _lines.OrderBy(line => line.At).Select(line => new TryEvent(line.At, line.Kind, line.Text, line.Count));
    }
}
