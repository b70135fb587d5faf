using Windsock.FlowCollector.MeshMetrics.Exposition;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>What counters of one <see cref="MeasuredSide"/> grew by in one look. Negative bytes: not told.</summary>
internal struct MeasuredAmounts
{
    public MeasuredAmounts()
    {
    }

    /// <summary>Requests, or TCP connections that ended.</summary>
    public double Count { get; private set; }

    public double Opened { get; private set; }

    public double ClientBytes { get; private set; } = -1;

    public double ServerBytes { get; private set; } = -1;

    public void Add(MeshCounter counter, double increase)
    {
        switch (counter)
        {
            case MeshCounter.Requests or MeshCounter.TcpClosed:
                Count += increase;
                break;
            case MeshCounter.TcpOpened:
                Opened += increase;
                break;
            case MeshCounter.RequestBytes or MeshCounter.TcpReceivedBytes:
                ClientBytes = Math.Max(0, ClientBytes) + increase;
                break;
            case MeshCounter.ResponseBytes or MeshCounter.TcpSentBytes:
                ServerBytes = Math.Max(0, ServerBytes) + increase;
                break;
        }
    }
}
