namespace Windsock.Agent.Cli;

/// <summary><c>windsock doctor</c>.</summary>
/// <param name="Config">Null: the defaults and the environment.</param>
/// <param name="Agent">Null: where the configuration says that the agent listens, on this machine.</param>
/// <param name="Timeout">Of each check.</param>
internal sealed record DoctorArguments(string? Config, Uri? Agent, TimeSpan Timeout, bool SendsTestAlert, OutputFormat Output);
