using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Where an <see cref="ObjectWatch{T}"/> tells what changes. Called by one task at a time, in the order of the changes; the watch
/// reads on when the call is over.</summary>
internal interface IWatchSink<in T>
{
    /// <summary>The object is there, or has changed.</summary>
    ValueTask AppliedAsync(T state, Instant at);

    ValueTask RemovedAsync(KnownObject gone, Instant at);

    /// <summary>A complete list was taken in; what it changed has been told.</summary>
    /// <param name="reason">Why everything was listed.</param>
    /// <param name="since">The last time at which nothing had been missed; missing for the first list.</param>
    ValueTask ListedAsync(RelistReason reason, Instant since, Instant at);

    /// <summary>An object came that changes nothing: known in this version, or without room.</summary>
    void Passed();

    /// <summary>An object came that could not be read.</summary>
    void Skipped(SkipReason reason);

    /// <summary>The rights to list are missing.</summary>
    void Refused();
}
