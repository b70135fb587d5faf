namespace Windsock.Pipeline.Sinks;

/// <summary>Carries results out of the process. Makes one attempt and says how it went; queueing, retries, the timeout and
/// counting are the stage's.</summary>
public interface ISink<in T>
    where T : class
{
    /// <summary>One of a closed set: the label <c>sink</c>.</summary>
    string Name { get; }

    /// <summary>One attempt. An exception counts as retryable.</summary>
    /// <param name="stop">The attempt has taken too long, or the agent's time to stop is over.</param>
    Task<Delivery> DeliverAsync(T item, CancellationToken stop);
}
