using System.Collections.Concurrent;
using Windsock.Model.Metrics;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>What the sidecars of this node wrote, and what of it never left them whole. Any thread.</summary>
internal sealed class CallDelivery
{
    private readonly Counter _offered = new();
    private readonly Counter _streams = new();
    private readonly Counter _messages = new();
    private readonly ConcurrentQueue<long> _lost = new();

    /// <summary>Entries written, whatever became of them.</summary>
    public long Offered => _offered.Value;

    /// <summary>Streams opened, those after a break included.</summary>
    public long Streams => _streams.Value;

    /// <summary>Messages that were written to a stream as a whole.</summary>
    public long Messages => _messages.Value;

    /// <summary>Positions of entries that were lost: in a message that a broken stream cut in two, before a stream could be opened, or
    /// in a buffer that was full.</summary>
    public IReadOnlySet<long> Lost => _lost.ToHashSet();

    public void Wrote() => _offered.Add();

    public void Opened() => _streams.Add();

    public void Sent() => _messages.Add();

    public void Lose(IEnumerable<long> positions)
    {
        foreach (var position in positions)
        {
            _lost.Enqueue(position);
        }
    }
}
