using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.Exporter.Tests.Dashboards;

/// <summary>The dashboards that are committed are those that the code makes, and Grafana's own types know every key of them.</summary>
public sealed class GeneratedDashboardTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _made = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _made.Delete(recursive: true);

    [Fact]
    public async Task Code_and_committed_files_agree_and_Grafana_knows_every_key()
    {
        var tools = RealParts.RequireDashboardTools();
        var compiler = Path.Combine("node_modules", "typescript", "bin", "tsc");
        Assert.Equal("", await NodeAsync(tools, compiler));
        Assert.Equal("", await NodeAsync(tools, Path.Combine("build", "main.js"), _made.FullName));

        Assert.Equal(Names(DashboardFile.Folder), Names(_made.FullName));
        Assert.All(Names(_made.FullName), name => Assert.True(
            File.ReadAllText(Path.Combine(DashboardFile.Folder, name)) == File.ReadAllText(Path.Combine(_made.FullName, name)), $"{name} is not what its code makes: make dashboards"));

        // A key that no panel of that kind has is the one thing that the check may find.
        var broken = (await File.ReadAllTextAsync(Path.Combine(_made.FullName, "windsock-tries.json"), TestContext.Current.CancellationToken)).Replace("\"graphMode\":", "\"graphmode\":", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_made.FullName, "broken.json"), broken, TestContext.Current.CancellationToken);
        Assert.Equal("", await NodeAsync(tools, Path.Combine("build", "schema.js"), _made.FullName, Path.Combine("build", "literals")));
        var said = (await NodeAsync(tools, compiler, "-p", Path.Combine("build", "literals"))).Split('\n');

        Assert.All(said, line => Assert.Contains("broken.ts", line, StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("'\"graphmode\"' does not exist", StringComparison.Ordinal));
    }

    private static List<string> Names(string folder) => [.. Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What it wrote; nothing when all is well.</summary>
    private static async Task<string> NodeAsync(string folder, params string[] arguments)
    {
        await using var node = ChildProcess.Start(RealParts.Require("NODE"), arguments, folder);
        await node.ExitAsync(Patience);
        return string.Join('\n', [node.Output, .. node.Errors]).Trim();
    }
}
