namespace Windsock.Pipeline.Sinks;

/// <summary>One attempt of a sink, with an end: whatever goes wrong in it is an answer.</summary>
internal static class SinkAttempt
{
    /// <param name="timeout">A sink that knows its receiver gives up sooner and says why.</param>
    /// <param name="stop">The agent's time to stop is over; the answer does not matter then.</param>
    public static async Task<Delivery> MakeAsync<T>(ISink<T> sink, T item, TimeSpan timeout, TimeProvider time, CancellationToken stop)
        where T : class
    {
        using var enough = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        try
        {
            return await sink.DeliverAsync(item, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return Delivery.Retryable($"no answer within {timeout.TotalSeconds:0} s");
        }
#pragma warning disable CA1031 // A sink's failure costs an attempt, and nothing else.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Delivery.Retryable(failure.Message);
        }
    }

    /// <summary>Never less than our own wait: a receiver that asks for none would be asked again and again at once.</summary>
    /// <param name="most">The longest wait that a receiver can impose.</param>
    public static TimeSpan WaitFor(TimeSpan own, TimeSpan? asked, TimeSpan most)
    {
        var bounded = asked is { } wait && wait > own ? wait : own;
        return asked is not null && bounded > most ? most : bounded;
    }
}
