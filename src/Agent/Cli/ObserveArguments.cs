namespace Windsock.Agent.Cli;

/// <summary><c>windsock observe</c>.</summary>
/// <param name="Parameters">Of <c>/api/v1/flows</c>, with the question mark.</param>
internal sealed record ObserveArguments(Uri Agent, string Parameters, bool Follow, FlowOutput Output);
