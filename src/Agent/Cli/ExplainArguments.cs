using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock explain</c>.</summary>
/// <param name="Id">One try by its id; null: those that <paramref name="Query"/> matches.</param>
/// <param name="Limit">Tries in a table, at most.</param>
internal sealed record ExplainArguments(Uri Agent, string? Id, StoryQuery Query, int Limit, OutputFormat Output);
