using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Tells the changes of locks to the pipeline.</summary>
internal sealed class TerraformLockSink(PlatformWriter writer) : IWatchSink<StateLock>
{
    private const string NamePrefix = "lock-tfstate-";

    public ValueTask AppliedAsync(StateLock state, Instant at)
    {
        if (state.LeaseName.StartsWith(NamePrefix, StringComparison.Ordinal))
        {
            return WriteAsync(new StateLockSeen(state, at), at);
        }

        // Somebody gave another Lease the label of Terraform's.
        writer.CountIgnored(1);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemovedAsync(KnownObject gone, Instant at) =>
        gone.Name.StartsWith(NamePrefix, StringComparison.Ordinal) ? WriteAsync(new StateLockGone(gone.Namespace, gone.Name, at), at) : ValueTask.CompletedTask;

    public ValueTask ListedAsync(RelistReason reason, Instant since, Instant at) => reason == RelistReason.Start || since.IsMissing
        ? ValueTask.CompletedTask
        : WriteAsync(new PlatformGap(TerraformLockSource.SourceName, "relisted", since, at), at);

    public void Passed() => writer.CountIgnored(1);

    public void Skipped(SkipReason reason) =>
        writer.CountUndecodable(reason == SkipReason.Oversized ? PlatformFailure.TooLong : PlatformFailure.Malformed);

    public void Refused()
    {
        // The log has said it; the watch asks again later.
    }

    private ValueTask WriteAsync(PlatformEvent told, Instant at) => writer.WriteAsync(new PlatformBatch([told], TerraformLockSource.SourceName, at));
}
