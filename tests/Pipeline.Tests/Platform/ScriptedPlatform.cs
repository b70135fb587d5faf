using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;

namespace Windsock.Pipeline.Tests.Platform;

/// <summary>Offers its batches and ends, or stays until it is asked to stop.</summary>
internal sealed class ScriptedPlatform(PlatformBatch[] batches) : IPlatformSource
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "scripted";

    public bool Stays { get; init; }

    /// <summary>True: waits for room, as a client does. False: offers once, as a server does.</summary>
    public bool Waits { get; init; }

    public Action<PlatformWriter>? Also { get; init; }

    public PlatformWriter? Writer { get; private set; }

    public int Refused { get; private set; }

    /// <summary>All batches have been offered.</summary>
    public Task Written => _written.Task;

    public async Task RunAsync(PlatformWriter writer, CancellationToken stop)
    {
        Writer = writer;
        Also?.Invoke(writer);
        foreach (var batch in batches)
        {
            if (Waits)
            {
                await writer.WriteAsync(batch);
            }
            else
            {
                Refused += writer.TryWrite(batch) ? 0 : 1;
            }
        }

        _written.TrySetResult();
        if (Stays)
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stop.Register(() => stopped.TrySetResult());
            await stopped.Task;
        }
    }
}
