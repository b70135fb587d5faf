using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Web;

/// <summary>The latest attributed flows of the running agent. Any thread.</summary>
internal interface IFlowFeed
{
    /// <inheritdoc cref="RecentFlows.Read"/>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<RecentSlice> ReadAsync(long from, int mostBatches, CancellationToken stop);

    /// <summary>Position after the newest flow.</summary>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<long> EndAsync(CancellationToken stop);
}
