using System.Collections.Immutable;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>What one worker thread of a proxy holds of its access log. Decides when it is sent, as Envoy does: when 16 KB are
/// together, and at every full second of the worker's own clock. One thread.</summary>
/// <param name="begunAt">When the worker's clock began.</param>
internal sealed class LogBuffer(TimeSpan begunAt)
{
    public const int FlushBytes = 16 * 1024;
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<long>.Builder _positions = ImmutableArray.CreateBuilder<long>();
    private readonly ImmutableArray<HTTPAccessLogEntry>.Builder _entries = ImmutableArray.CreateBuilder<HTTPAccessLogEntry>();
    private TimeSpan _nextFlush = begunAt + FlushInterval;
    private int _bytes;

    /// <returns>What is to be sent now, null when it can wait.</returns>
    public LogBatch? Add(long position, HTTPAccessLogEntry entry)
    {
        _positions.Add(position);
        _entries.Add(entry);
        _bytes += entry.CalculateSize();
        return _bytes >= FlushBytes ? Take() : null;
    }

    /// <returns>What is to be sent now, null when nothing is.</returns>
    public LogBatch? Advance(TimeSpan now)
    {
        if (now < _nextFlush)
        {
            return null;
        }

        while (_nextFlush <= now)
        {
            _nextFlush += FlushInterval;
        }

        return Take();
    }

    /// <returns>All there is, null when there is nothing.</returns>
    public LogBatch? Take()
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        _bytes = 0;
        return new LogBatch(_positions.DrainToImmutable(), _entries.DrainToImmutable());
    }
}
