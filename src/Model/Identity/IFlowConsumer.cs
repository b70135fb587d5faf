namespace Windsock.Model.Identity;

/// <summary>The end of a branch of the data path: metrics, flow log, detectors. Called by one thread at a time with immutable
/// batches; must not block. An exception is counted against the whole batch and does not stop the branch.</summary>
public interface IFlowConsumer
{
    /// <summary>Name of the branch, one of a closed set, for queue and drop metrics.</summary>
    string Name { get; }

    void Observe(AttributedBatch batch);
}
