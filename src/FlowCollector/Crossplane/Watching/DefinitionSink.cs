using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>Of the definitions of types (CRDs) only that one has changed is of interest.</summary>
internal sealed class DefinitionSink(ChangeSignal changed) : IWatchSink<string>
{
    public ValueTask AppliedAsync(string state, Instant at) => Raise();

    public ValueTask RemovedAsync(KnownObject gone, Instant at) => Raise();

    public ValueTask ListedAsync(RelistReason reason, Instant since, Instant at) => ValueTask.CompletedTask;

    public void Passed()
    {
        // Nothing has changed.
    }

    public void Skipped(SkipReason reason) => changed.Raise();

    public void Refused()
    {
        // Types are looked for all the same, only less often.
    }

    private ValueTask Raise()
    {
        changed.Raise();
        return ValueTask.CompletedTask;
    }
}
