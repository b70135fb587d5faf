using System.Collections.Concurrent;

namespace Windsock.EndToEnd.Tests.Demo;

/// <summary>The agent's numbers against the truth, for many different worlds.</summary>
public sealed class ReconciliationTests
{
    private const int Seeds = 20;

    [Fact]
    public async Task The_books_balance_for_twenty_seeds()
    {
        var wrong = new ConcurrentDictionary<int, string>();

        // A few at a time: agents that starve one another would show what the machine lacks, not what the agent does.
        var few = new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(1, Seeds), few, async (seed, _) =>
        {
            await using var demo = new DemoRun(seed, TimeSpan.FromSeconds(15));
            var found = await demo.JudgeAsync();
            if (found.Count > 0)
            {
                wrong[seed] = string.Join("\n  ", found);
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.OrderBy(one => one.Key).Select(one => $"seed {one.Key}:\n  {one.Value}")));
    }
}
