using Windsock.Model.Cluster;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests;

public class ClusterSyncGateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Sources_wait_until_the_first_list_is_in()
    {
        var gate = new ClusterSyncGate(podsAreWatched: true);
        var wait = gate.WaitAsync(TimeSpan.FromHours(1), new ManualTime(), TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        gate.Watching(new ScriptedAttributor()).Apply(new PodsSynced(Some.Time));

        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task Sources_do_not_wait_for_a_list_that_was_refused_and_the_view_counts_as_not_synced()
    {
        var gate = new ClusterSyncGate(podsAreWatched: true);
        var wait = gate.WaitAsync(TimeSpan.FromHours(1), new ManualTime(), TestContext.Current.CancellationToken);

        gate.GiveUp();

        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(gate.IsOpen);
    }
}
