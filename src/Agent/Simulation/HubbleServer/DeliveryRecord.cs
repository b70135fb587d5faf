using System.Collections.Concurrent;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Metrics;
using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>What was put on the wire for the agent under demonstration, over all its streams. Other clients are not counted.</summary>
internal sealed class DeliveryRecord
{
    private readonly Counter _flows = new();
    private readonly Counter _resent = new();
    private readonly Counter _streams = new();
    private readonly Counter[] _bad = [.. Enum.GetValues<DecodeFailure>().Select(_ => new Counter())];
    private readonly Counter[] _lost = [.. Enum.GetValues<LossReason>().Select(_ => new Counter())];
    private readonly ConcurrentQueue<(long From, long To)> _overtaken = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next;

    /// <summary>Completes when the agent's first stream is open.</summary>
    public Task Connected => _connected.Task;

    public long Streams => _streams.Value;

    /// <summary>Flow messages, those sent again included.</summary>
    public long Flows => _flows.Value;

    /// <summary>Flows sent a second time after a break.</summary>
    public long Resent => _resent.Value;

    /// <summary>Position after the last event that was sent.</summary>
    public long Next => Interlocked.Read(ref _next);

    public long BadMessages => _bad.Sum(counter => counter.Value);

    public long Lost => _lost.Sum(counter => counter.Value);

    /// <summary>Events overwritten before they were sent; the stream says so each time.</summary>
    public IReadOnlyCollection<(long From, long To)> Overtaken => _overtaken;

    public long BadBecause(DecodeFailure failure) => _bad[(int)failure].Value;

    public long LostBecause(LossReason reason) => _lost[(int)reason].Value;

    public void StreamOpened()
    {
        _streams.Add();
        _connected.TrySetResult();
    }

    public void Sent(RingEntry entry)
    {
        var isAgain = entry.Sequence < Next;
        switch (entry)
        {
            case { Trouble: BadMessage bad }:
                _bad[(int)bad.Failure].Add();
                break;
            case { Trouble: EventsLost lost }:
                _lost[(int)lost.Reason].Add(lost.Count);
                break;
            default:
                _flows.Add();
                _resent.Add(isAgain ? 1 : 0);
                break;
        }

        Interlocked.Exchange(ref _next, Math.Max(Next, entry.Sequence + 1));
    }

    public void WasOvertaken(long from, long to)
    {
        _lost[(int)LossReason.HubbleRingBuffer].Add(to - from);
        var first = Math.Max(from, Next);
        if (first < to)
        {
            _overtaken.Enqueue((first, to));
        }

        Interlocked.Exchange(ref _next, Math.Max(Next, to));
    }
}
