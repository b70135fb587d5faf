using Windsock.Agent.Configuration;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock run</c>.</summary>
/// <param name="Configuration">Valid; its warnings are still to be logged.</param>
internal sealed record RunArguments(LoadedConfiguration Configuration);
