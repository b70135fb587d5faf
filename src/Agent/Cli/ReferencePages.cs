using System.Collections.Immutable;
using Windsock.Agent.Configuration;
using Windsock.Agent.Logging;
using Windsock.Agent.Web;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Exporter.Prometheus;

namespace Windsock.Agent.Cli;

/// <summary>The pages of docs/reference that are made from the code. Each has a test that compares it with the committed file.</summary>
internal static class ReferencePages
{
    public static ImmutableArray<(string File, Func<string> Render)> All { get; } =
    [
        ("api.md", ApiReference.Render),
        ("cli.md", CliReference.Render),
        ("configuration.md", ConfigurationReference.Render),
        ("drop-reasons.md", DropReasonReference.Render),
        ("logging.md", LogReference.Render),
        ("mesh-failures.md", MeshFailureReference.Render),
        ("metrics.md", () => MetricReference.Render(Composition.MetricFamilies())),
    ];

    public static int Write(string directory, CliConsole console)
    {
        Directory.CreateDirectory(directory);
        foreach (var (file, render) in All)
        {
            var path = Path.Combine(directory, file);
            File.WriteAllText(path, render());
            console.Out.WriteLine(path);
        }

        return ExitCode.Ok;
    }
}
