using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Stages;

/// <summary>Keeps the sources of facts about tasks going for as long as there are branches to tell: they start when the branches
/// run, and have ended before those are completed.</summary>
internal sealed class TaskFactStage(IReadOnlyList<ITaskFactSource> sources, FanOut fanOut, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _ended = Task.CompletedTask;

    public void Start() => _ended = Task.WhenAll(sources.Select(source => Task.Run(() => LearnAsync(source), CancellationToken.None)));

    /// <summary>Asks the sources to end; completes when all have.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.ConfigureAwait(false);
    }

    /// <summary>Asks the sources to end without waiting for them.</summary>
    public void Abort() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private Task LearnAsync(ITaskFactSource source)
    {
        var writer = new TaskFactWriter(fanOut.WriteAsync);
        var supervisor = new Supervisor(source.Name, Backoff.Standard(Random.Shared), time, logger);
        return supervisor.RunAsync(stop => source.RunAsync(writer, stop), static _ => { }, _stop.Token);
    }
}
