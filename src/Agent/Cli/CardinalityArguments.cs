namespace Windsock.Agent.Cli;

/// <summary><c>windsock cardinality</c>.</summary>
/// <param name="DagsFile">A list of DAGs; null: <paramref name="Dags"/> DAGs that are alike.</param>
/// <param name="Tasks">Tasks of each of them.</param>
/// <param name="Peers">Peers of each task.</param>
/// <param name="Nodes">Nodes that run pods of tasks.</param>
/// <param name="NodesPerTask">Nodes on which one task runs while its series live.</param>
/// <param name="Config">Where the budgets are; null: the defaults.</param>
/// <param name="Agent">Counts what this agent has instead.</param>
/// <param name="MetricsFile">Counts what this page of metrics has instead.</param>
/// <param name="Times">How many times as many DAGs, with one of these two.</param>
internal sealed record CardinalityArguments(
    string? DagsFile, int Dags, int Tasks, int Peers, bool HasMesh, int Nodes, int NodesPerTask, string? Config, Uri? Agent, string? MetricsFile, int Times, OutputFormat Output);
