namespace Windsock.Agent.Cli;

/// <summary>A command line that works, and what it does.</summary>
internal sealed record HelpExample(string CommandLine, string Meaning);
