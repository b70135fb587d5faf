using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Windsock.Agent.Cli;

/// <summary>What this build is.</summary>
internal static class AgentVersion
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private static readonly string[] Parts =
        (typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    public static string Version => Parts[0];

    /// <summary>Commit the build was made from, empty when it does not say.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "";

    public static string OneLine => $"windsock {Version}{ShortCommit}, {RuntimeInformation.FrameworkDescription}";

    private static string ShortCommit => Commit.Length > 0 ? $" ({Commit[..Math.Min(12, Commit.Length)]})" : "";

    public static string Render(OutputFormat output) => output == OutputFormat.Table
        ? OneLine + "\n"
        : JsonSerializer.Serialize(new { version = Version, commit = Commit, runtime = RuntimeInformation.FrameworkDescription }, Json) + "\n";
}
