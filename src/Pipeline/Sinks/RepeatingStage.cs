using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Windsock.Pipeline.Sinks;

/// <summary>Does one piece of work again and again at an even pace, with a sink's place in the life of the pipeline. Nothing is
/// offered to it; what the work does, it counts itself. Work that throws is done again at the next turn, and said once per text.</summary>
public sealed partial class RepeatingStage : ISinkStage
{
    private static readonly ImmutableArray<long> NoOutcomes = [.. Enum.GetValues<SinkOutcome>().Select(_ => 0L)];

    private readonly TimeSpan _interval;
    private readonly Func<CancellationToken, Task> _work;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _abort = new();
    private string _lastFailure = "";

    /// <param name="interval">From the start of one turn to the start of the next; a turn that takes longer is not overtaken. More than 0.</param>
    /// <param name="work">One turn, which is bounded in time. Cancelled when the shutdown budget is spent.</param>
    public RepeatingStage(string name, TimeSpan interval, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        (Name, _interval, _work, _time, _logger) = (name, interval, work, time, logger);
    }

    public string Name { get; }

    public long Offered => 0;

    public ImmutableArray<long> Outcomes => NoOutcomes;

    public async Task RunAsync()
    {
        using var turns = new PeriodicTimer(_interval, _time);
        try
        {
            while (await turns.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                await TurnAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // There is no next turn.
        }
    }

    /// <summary>The turn under way is the last one.</summary>
    public void Complete() => _end.Cancel();

    public void Abort()
    {
        _end.Cancel();
        _abort.Cancel();
    }

    public void Dispose()
    {
        _end.Dispose();
        _abort.Dispose();
    }

    private async Task TurnAsync()
    {
        try
        {
            await _work(_abort.Token).ConfigureAwait(false);
            if (_lastFailure.Length > 0)
            {
                _lastFailure = "";
                LogRecovered(_logger, Name);
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            // The shutdown budget is spent.
        }
#pragma warning disable CA1031 // A failed turn costs this turn, and nothing else.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (failure.Message != _lastFailure)
            {
                _lastFailure = failure.Message;
                LogFailed(_logger, Name, failure.Message);
            }
        }
    }

    [LoggerMessage(2091, LogLevel.Warning, "{Name}: {Failure}; tried again at the next turn, said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string name, string failure);

    [LoggerMessage(2092, LogLevel.Information, "{Name}: works again.")]
    private static partial void LogRecovered(ILogger logger, string name);
}
