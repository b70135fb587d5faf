using System.Collections.Concurrent;
using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>A sink that answers as told and keeps the keys of what it was asked to deliver.</summary>
internal sealed class ScriptedNotes(string name, Func<Note, Delivery>? answer = null) : ISink<Note>
{
    private readonly ConcurrentQueue<string> _attempts = new();
    private readonly ConcurrentQueue<string> _taken = new();

    public string Name => name;

    public Func<Note, Delivery> Answer { get; set; } = answer ?? (static _ => Delivery.Delivered);

    /// <summary>Attempts hang until it is set, or they are stopped.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public IReadOnlyList<string> Attempts => [.. _attempts];

    /// <summary>Keys delivered.</summary>
    public IReadOnlyList<string> Taken => [.. _taken];

    public async Task<Delivery> DeliverAsync(Note item, CancellationToken stop)
    {
        _attempts.Enqueue(item.Key);
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(stop);
        }

        var delivery = Answer(item);
        if (delivery.Outcome == DeliveryOutcome.Delivered)
        {
            _taken.Enqueue(item.Key);
        }

        return delivery;
    }
}
