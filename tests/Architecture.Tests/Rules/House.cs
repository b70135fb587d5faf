namespace Windsock.Architecture.Tests.Rules;

/// <summary>The arrows and packages that are allowed. Change them here only together with docs/architecture.md.</summary>
internal static class House
{
    private static readonly string[] BuildOnly = ["Grpc.Tools"];

    public static readonly IReadOnlyDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        ["Model"] = [],
        ["Pipeline"] = ["Model"],
        ["FlowCollector"] = ["Model", "Pipeline"],
        ["Exporter"] = ["Model", "Pipeline"],
        ["Attribution"] = ["Model"],
        ["Detection"] = ["Model"],
        ["Agent"] = ["Attribution", "Detection", "Exporter", "FlowCollector", "Model", "Pipeline"],
    };

    public static readonly IReadOnlyDictionary<string, string[]> Packages = new Dictionary<string, string[]>
    {
        ["Model"] = [],
        ["Pipeline"] = [],
        ["FlowCollector"] = ["Google.Protobuf", "Microsoft.IdentityModel.JsonWebTokens", "YamlDotNet"],
        ["Exporter"] = ["Google.Protobuf", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
        ["Attribution"] = [],
        ["Detection"] = [],
        ["Agent"] = ["Google.Protobuf", "Spectre.Console", "System.CommandLine", "YamlDotNet"],
    };

    public static IEnumerable<string> Violations(ProjectFile project)
    {
        if (!Arrows.TryGetValue(project.Name, out var arrows))
        {
            yield return $"src/{project.Name} is not in the house";
            yield break;
        }

        foreach (var reference in project.References.Except(arrows))
        {
            yield return $"{project.Name} -> {reference} is not an arrow of the house";
        }

        foreach (var package in project.Packages.Except(Packages[project.Name]).Except(BuildOnly))
        {
            yield return $"{project.Name} uses the package {package}";
        }
    }
}
