using Microsoft.Extensions.Logging;

namespace Windsock.Pipeline.Supervision;

/// <summary>Keeps one piece of work going: runs it, and when it throws, counts, says so once per new text, waits with jitter and
/// runs it again. Ends when the work returns or <c>stop</c> asks it to.</summary>
public sealed partial class Supervisor(string name, Backoff backoff, TimeProvider time, ILogger logger)
{
    private string _lastFailure = "";

    /// <param name="onFailure">Called for each failure, before the wait.</param>
    public async Task RunAsync(Func<CancellationToken, Task> work, Action<Exception> onFailure, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await work(stop).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The supervisor is where every failure of a source ends: counted, said, retried.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                onFailure(failure);
                var wait = backoff.Next(time.GetElapsedTime(started));
                Say(failure, wait);
                await PauseAsync(wait, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The work is well again: the next failure is said even if its text is the same.</summary>
    public void Recovered()
    {
        if (_lastFailure.Length > 0)
        {
            _lastFailure = "";
            LogRecovered(logger, name);
        }
    }

    private void Say(Exception failure, TimeSpan wait)
    {
        if (failure.Message == _lastFailure)
        {
            return;
        }

        _lastFailure = failure.Message;
        LogFailed(logger, name, failure.Message, wait.TotalSeconds);
    }

    private async Task PauseAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while waiting: the loop sees it.
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Name}: {Failure}; next attempt in {Seconds:F1} s, then less and less often; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string name, string failure, double seconds);

    [LoggerMessage(2002, LogLevel.Information, "{Name}: works again.")]
    private static partial void LogRecovered(ILogger logger, string name);
}
