using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.MeshMetrics.Counters;

namespace Windsock.FlowCollector.Tests.MeshMetrics.Counters;

public sealed class CounterIncreasesTests
{
    private readonly CounterIncreases _increases = new(maxSeries: 3);

    [Fact]
    public void A_first_look_says_only_where_the_next_one_begins()
    {
        Assert.Equal("baseline", Look(LookBasis.Baseline, (1, 50)));
        Assert.Equal("+7", Look(LookBasis.LastLook, (1, 57)));
        Assert.Equal("same", Look(LookBasis.LastLook, (1, 57)));
    }

    [Fact]
    public void All_that_a_proxy_counted_since_it_began_is_new_when_it_began_after_the_last_look()
    {
        Assert.Equal("+50 same", Look(LookBasis.Zero, (1, 50), (2, 0)));
        Assert.Equal("+60", Look(LookBasis.Zero, (1, 60)));
        Assert.False(_increases.HasFallen);
    }

    [Fact]
    public void A_value_below_the_last_one_is_new_as_a_whole()
    {
        Look(LookBasis.Baseline, (1, 50), (2, 5));

        Assert.Equal("+49 +1", Look(LookBasis.LastLook, (1, 49), (2, 6)));
        Assert.True(_increases.HasFallen);
    }

    [Fact]
    public void A_series_that_is_new_on_a_known_page_began_at_zero()
    {
        Look(LookBasis.Baseline, (1, 50));

        Assert.Equal("same +4", Look(LookBasis.LastLook, (1, 50), (2, 4)));
    }

    [Fact]
    public void A_look_that_breaks_off_changes_nothing()
    {
        Look(LookBasis.Baseline, (1, 50), (2, 5));
        _increases.Begin(LookBasis.LastLook);
        _increases.Take(1, 1_000, out _);

        Assert.Equal("+3 +1", Look(LookBasis.LastLook, (1, 53), (2, 6)));
    }

    [Fact]
    public void A_series_that_is_missing_once_or_twice_goes_on_from_where_it_was_and_is_then_forgotten()
    {
        Look(LookBasis.Baseline, (1, 50), (2, 5));
        Look(LookBasis.LastLook, (2, 5));
        Look(LookBasis.LastLook, (2, 5));
        Assert.Equal("+1", Look(LookBasis.LastLook, (1, 51)));

        for (var page = 0; page < CounterIncreases.ForgetAfter; page++)
        {
            Look(LookBasis.LastLook, (2, 5));
        }

        Assert.Equal(1, _increases.Count);
        Assert.Equal("+52", Look(LookBasis.LastLook, (1, 52)));
    }

    [Fact]
    public void What_does_not_fit_is_not_used_and_is_not_taken_for_new_when_it_fits()
    {
        Assert.Equal("baseline baseline baseline full", Look(LookBasis.Baseline, (1, 1), (2, 2), (3, 3), (4, 1_000)));
        Assert.Equal(3, _increases.Count);
        for (var page = 0; page < CounterIncreases.ForgetAfter; page++)
        {
            Look(LookBasis.LastLook, (1, 1), (2, 2), (4, 1_001 + page));
        }

        Assert.Equal("same same +1", Look(LookBasis.LastLook, (1, 1), (2, 2), (4, 1_004)));
    }

    [Fact]
    public void The_first_of_a_series_that_comes_twice_counts()
    {
        Look(LookBasis.Baseline, (1, 50));

        Assert.Equal("+1 repeated", Look(LookBasis.LastLook, (1, 51), (1, 9_999)));
        Assert.Equal("+1", Look(LookBasis.LastLook, (1, 52)));
    }

    [Fact]
    public void Whatever_restarts_and_broken_pages_there_are_what_is_told_is_what_was_counted_between_looks()
    {
        // What a proxy counts before it goes down, after the last look, nobody can know; all else is told once.
        var steps = Gen.Choose(0, 9).Zip(Gen.Elements("look", "look", "look", "restart", "break")).ListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(steps.ToArbitrary(), Agrees));
    }

    private static void Agrees(IReadOnlyCollection<(int Grows, string Then)> steps)
    {
        var increases = new CounterIncreases(10);
        increases.Begin(LookBasis.Baseline);
        increases.Take(7, 100, out _);
        increases.Commit();
        var (value, atLastLook, told, expected) = (100.0, 100.0, 0.0, 0.0);
        foreach (var (grows, then) in steps)
        {
            value += grows;
            if (then == "restart")
            {
                // Below the last value, or else nothing but the proxy's start time could tell.
                value = Math.Max(0, Math.Min(grows, atLastLook - 1));
            }

            if (then == "break")
            {
                increases.Begin(LookBasis.LastLook);
                increases.Take(7, value, out _);
                continue;
            }

            expected += value < atLastLook ? value : value - atLastLook;
            atLastLook = value;
            increases.Begin(LookBasis.LastLook);
            increases.Take(7, value, out var increase);
            increases.Commit();
            told += increase;
        }

        Assert.Equal(expected, told);
    }

    private string Look(LookBasis basis, params (int Key, double Value)[] series)
    {
        _increases.Begin(basis);
        var steps = series.Select(one => _increases.Take((UInt128)one.Key, one.Value, out var increase) switch
        {
            SeriesStep.Grown => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{increase}"),
            SeriesStep.Unchanged => "same",
            var other => other.ToString().ToLowerInvariant(),
        }).ToList();
        _increases.Commit();
        return string.Join(' ', steps);
    }
}
