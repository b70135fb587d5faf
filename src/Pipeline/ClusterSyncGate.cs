using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Pipeline;

/// <summary>Holds the sources back until the attributor has taken in the first complete list of pods, for a bounded time: a
/// cluster view that never comes must not silence the agent.</summary>
internal sealed class ClusterSyncGate(bool podsAreWatched)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => !podsAreWatched || _opened.Task.IsCompleted;

    /// <summary>The list will not come as things are: sources need not wait for it. The view still counts as not synced.</summary>
    public void GiveUp() => _givenUp.TrySetResult();

    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken stop)
    {
        if (IsOpen)
        {
            return;
        }

        try
        {
            await Task.WhenAny(_opened.Task, _givenUp.Task).WaitAsync(most, time, stop).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Flows wait in the wait room, or are attributed from what they carry.
        }
    }

    /// <summary>The same attributor, which opens the gate once it has applied <see cref="PodsSynced"/>.</summary>
    public IFlowAttributor Watching(IFlowAttributor attributor) => podsAreWatched ? new Watcher(attributor, _opened) : attributor;

    private sealed class Watcher(IFlowAttributor inner, TaskCompletionSource opened) : IFlowAttributor
    {
        public void Apply(ClusterChange change)
        {
            inner.Apply(change);
            if (change is PodsSynced)
            {
                opened.TrySetResult();
            }
        }

        public Owner? OwnerOf(string podUid) => inner.OwnerOf(podUid);

        public void Expect(ReadOnlySpan<Flow> flows) => inner.Expect(flows);

        public AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution) =>
            inner.Attribute(flow, receivedAt, mayWait, out attribution);
    }
}
