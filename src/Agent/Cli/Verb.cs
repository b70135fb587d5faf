namespace Windsock.Agent.Cli;

/// <summary>The body of a verb, given from outside so that the command line knows nothing about what it starts.</summary>
/// <param name="stop">Asked to stop by SIGINT or SIGTERM. A second signal ends the process at once.</param>
/// <returns>One of <see cref="ExitCode"/>. A <see cref="CommandFailure"/> becomes one line and its code; being cancelled becomes
/// <see cref="ExitCode.Interrupted"/>.</returns>
internal delegate Task<int> Verb<in TArguments>(TArguments arguments, CliConsole console, CancellationToken stop);
