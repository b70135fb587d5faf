using System.Collections.Immutable;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock replay</c>.</summary>
/// <param name="Files">At least one; <c>-</c> is standard input.</param>
/// <param name="PodsFile">A dump of <c>kubectl get pods -A -o json</c>, or null.</param>
/// <param name="AirflowNamespaces">Where Airflow's labels are believed; <c>*</c> for everywhere.</param>
/// <param name="Top">Rows per table; 0 for all.</param>
internal sealed record ReplayArguments(
    ImmutableArray<string> Files, string? PodsFile, ImmutableArray<string> AirflowNamespaces, int Top, OutputFormat Output);
