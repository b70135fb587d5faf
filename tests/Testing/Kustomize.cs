using System.Collections.Concurrent;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Windsock.Testing;

/// <summary>Renders the manifests of deploy/daemonset with kubectl, as who installs them does.</summary>
public static class Kustomize
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Rendered = new(StringComparer.Ordinal);

    /// <summary>deploy/daemonset: <c>base</c> and every overlay, by their paths from there.</summary>
    public static IReadOnlyList<string> Overlays { get; } = ["base", .. Names("overlays")];

    /// <summary>Every component, by its path from deploy/daemonset.</summary>
    public static IReadOnlyList<string> Components { get; } = [.. Names("components")];

    /// <summary>Writes a kustomization that puts an overlay and components together, as one in another repository would.</summary>
    /// <param name="folder">Where to; an empty one outside of the checkout.</param>
    public static void Write(string folder, string overlay, params IEnumerable<string> components)
    {
        string Line(string path) => $"  - {Path.GetRelativePath(folder, Path.Combine(Folder, path))}\n";
        var parts = string.Concat(components.Select(Line));
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $"resources:\n{Line(overlay)}{(parts.Length == 0 ? "" : $"components:\n{parts}")}");
    }

    /// <summary>The objects of an overlay with these components; skips the test when there is no kubectl.</summary>
    public static async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(string overlay, params string[] components)
    {
        var key = $"{overlay} {string.Join(' ', components)}";
        return Parse(await Rendered.GetOrAdd(key, _ => new(() => RenderInFolderAsync(folder => Write(folder, overlay, components)))).Value);
    }

    /// <summary>The objects of a kustomization that somebody wrote beside a checkout in the folder <c>windsock</c>.</summary>
    public static async Task<IReadOnlyList<YamlMappingNode>> RenderTextAsync(string kustomization) => Parse(await RenderInFolderAsync(folder => File.WriteAllText(
        Path.Combine(folder, "kustomization.yaml"), kustomization.Replace("../windsock/", Path.GetRelativePath(folder, Repository.Root) + "/", StringComparison.Ordinal))));

    /// <summary>Runs kubectl and answers what it says; skips the test when there is none.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said about that.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        // Not "absent:", which fails CI: eng/real-parts finds a kubectl and cannot install one.
        var path = RealParts.Find("KUBECTL");
        Assert.SkipWhen(path is null, "no kubectl on this machine that renders deploy/daemonset (1.27 or later)");
        await using var kubectl = ChildProcess.Start(path!, arguments, AppContext.BaseDirectory);
        return await kubectl.ExitAsync(Limit) == 0
            ? kubectl.Output
            : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {string.Join('\n', kubectl.Errors)}");
    }

    private static IReadOnlyList<YamlMappingNode> Parse(string manifests)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(manifests));
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static async Task<string> RenderInFolderAsync(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("windsock-kustomize-");
        try
        {
            write(folder.FullName);
            return await RunAsync("kustomize", folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Folder => Path.Combine(Repository.Root, "deploy", "daemonset");

    private static IEnumerable<string> Names(string kind) =>
        Directory.GetDirectories(Path.Combine(Folder, kind)).Select(path => $"{kind}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal);
}
