using Windsock.Agent;
using Windsock.Agent.Cli;

return await CommandLine.RunAsync(args, Composition.Verbs, CliConsole.OfProcess());
