namespace Windsock.Agent.Cli;

/// <summary><c>windsock top</c>.</summary>
/// <param name="Once">Print one table and end, even on a terminal.</param>
/// <param name="Limit">DAGs at most.</param>
internal sealed record TopArguments(Uri Agent, bool Once, int Limit, OutputFormat Output);
