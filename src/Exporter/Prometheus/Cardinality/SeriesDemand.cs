using System.Collections.Immutable;

namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What one DAG would have on one agent if there were no budgets. Both lists are in the order of
/// <see cref="MetricRegistry.TaskFamilies"/> and count label sets: a histogram's buckets, sum and count are one.</summary>
/// <param name="Tasks">Tasks that are told apart.</param>
/// <param name="Sets">Label sets of all its tasks together.</param>
/// <param name="Alike">Label sets that are left when <c>task_id</c> is <c>_other</c> and only what really happens is counted.</param>
public sealed record SeriesDemand(int Tasks, ImmutableArray<long> Sets, ImmutableArray<int> Alike);
