namespace Windsock.Pipeline.Sinks;

/// <summary>Carries results out of the process. Makes one attempt and says how it went; queueing, retries and counting are the
/// stage's.</summary>
public interface ISink<in T>
    where T : class
{
    /// <summary>One of a closed set: the label <c>sink</c>.</summary>
    string Name { get; }

    /// <summary>One attempt. An exception counts as retryable.</summary>
    Task<Delivery> DeliverAsync(T item, CancellationToken stop);
}
