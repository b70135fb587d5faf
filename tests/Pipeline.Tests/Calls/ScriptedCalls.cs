using Windsock.Model.Calls;
using Windsock.Pipeline.Sources;

namespace Windsock.Pipeline.Tests.Calls;

/// <summary>Writes its batches as fast as it can and ends, or stays until it is asked to stop.</summary>
internal sealed class ScriptedCalls(CallBatch[] batches) : ICallSource
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "scripted";

    public bool Stays { get; init; }

    /// <summary>Written after the stop.</summary>
    public CallBatch? LastWord { get; init; }

    public Action<CallWriter>? Also { get; init; }

    public CallWriter? Writer { get; private set; }

    public int Refused { get; private set; }

    /// <summary>All batches have been written.</summary>
    public Task Written => _written.Task;

    public async Task RunAsync(CallWriter writer, CancellationToken stop)
    {
        Writer = writer;
        Also?.Invoke(writer);
        foreach (var batch in batches)
        {
            Refused += writer.TryWrite(batch) ? 0 : 1;
        }

        _written.TrySetResult();
        if (Stays)
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stop.Register(() => stopped.TrySetResult());
            await stopped.Task;
        }

        if (LastWord is not null)
        {
            writer.TryWrite(LastWord);
        }
    }
}
