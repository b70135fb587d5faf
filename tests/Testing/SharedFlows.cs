using Xunit;

namespace Windsock.Testing;

/// <summary>Flows recorded in real clusters, which are not part of this repository: they are looked for beside the checkout.</summary>
public static class SharedFlows
{
    /// <summary>The recorded files, <c>GetFlowsResponse</c> as one line of JSON each; skips the test when they are absent.</summary>
    public static IReadOnlyList<string> Require()
    {
        var files = Find();
        Assert.SkipWhen(files.Count == 0, "no recorded flows: ../shared/data/hubble is not beside this checkout");
        return files;
    }

    /// <summary>The recorded files in the order of their names; empty when they are absent.</summary>
    public static IReadOnlyList<string> Find()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Repository.Root) ?? "/", "shared", "data", "hubble");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)] : [];
    }
}
