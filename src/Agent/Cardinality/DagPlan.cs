using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>DAGs that are alike.</summary>
/// <param name="Count">How many such DAGs there are; at least 1.</param>
/// <param name="Tasks">Tasks of each, those that a TaskGroup or a mapped task repeats counted once; at least 1.</param>
internal sealed record DagPlan(int Count, int Tasks, TaskTraffic Traffic);
