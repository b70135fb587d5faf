using System.Collections.Concurrent;

namespace Windsock.EndToEnd.Tests.Demo;

/// <summary>The agent's numbers and diagnoses against the truth, for many different worlds.</summary>
public sealed class ReconciliationTests
{
    private const int Seeds = 20;
    private const int SeedsWithoutMesh = 4;

    /// <summary>The causes that are played in the time below, by each seed at least once.</summary>
    private const int CausesThatThereAre = 15;

    private static readonly TimeSpan LongEnoughForEveryCause = TimeSpan.FromSeconds(24);

    [Fact]
    public async Task The_books_balance_and_the_diagnoses_are_right_for_twenty_seeds()
    {
        var causes = await BalanceAsync(Seeds);

        var sums = CauseCount.Sum(causes);
        Assert.Equal(CausesThatThereAre, sums.Count);
        Assert.All(sums, cause =>
        {
            Assert.InRange(cause.True, Seeds, int.MaxValue);
            Assert.True(cause.Recall >= 0.95, $"{cause.Cause}: recall {cause.Recall}");
            Assert.True(cause.Precision >= 0.95, $"{cause.Cause}: precision {cause.Precision}");
        });
    }

    /// <summary>The same clusters, by an agent that hears none of their proxies.</summary>
    [Fact]
    public async Task The_books_balance_without_the_word_of_the_mesh() => Assert.NotEmpty(await BalanceAsync(SeedsWithoutMesh, "--mesh", "off"));

    private static async Task<IReadOnlyCollection<CauseCount>> BalanceAsync(int seeds, params string[] more)
    {
        var wrong = new ConcurrentDictionary<int, string>();
        var causes = new ConcurrentBag<CauseCount>();

        // A few at a time: agents that starve one another would show what the machine lacks, not what the agent does.
        var few = new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(1, seeds), few, async (seed, _) =>
        {
            await using var demo = new DemoRun(seed, LongEnoughForEveryCause, more);
            var found = await demo.JudgeAsync();
            foreach (var cause in demo.Causes)
            {
                causes.Add(cause);
            }

            if (found.Count > 0)
            {
                wrong[seed] = string.Join("\n  ", found);
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.OrderBy(one => one.Key).Select(one => $"seed {one.Key}:\n  {one.Value}")));
        return causes;
    }
}
