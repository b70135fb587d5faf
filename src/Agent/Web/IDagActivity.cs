using System.Collections.Immutable;
using Windsock.Exporter.Activity;

namespace Windsock.Agent.Web;

/// <summary>What the DAGs of the running agent do. Any thread.</summary>
internal interface IDagActivity
{
    /// <summary>Counts of flows and counts of tries; the same DAG may be in both.</summary>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<ImmutableArray<DagCounts>> ReadAsync(CancellationToken stop);
}
