namespace Windsock.Agent.Cli;

/// <summary><c>windsock identities</c>.</summary>
/// <param name="Namespace">Null: all; so is <paramref name="DagId"/>.</param>
/// <param name="Limit">Rows at most.</param>
internal sealed record IdentitiesArguments(Uri Agent, string? Namespace, string? DagId, int Limit, OutputFormat Output);
