using Windsock.Testing;
using Windsock.Testing.Documents;

namespace Windsock.Architecture.Tests.Documents;

/// <summary>Says where a link within the repository leads.</summary>
internal static class PageLinks
{
    /// <param name="page">Path of the page that the link stands on.</param>
    /// <param name="pages">By path: those whose headings are known.</param>
    /// <returns>Empty when it leads somewhere.</returns>
    public static string Problem(string page, string target, IReadOnlyDictionary<string, MarkdownPage> pages)
    {
        var (file, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!);
        var path = file.Length == 0 ? page : Path.GetRelativePath(Repository.Root, Path.GetFullPath(file, folder)).Replace('\\', '/');
        if (path.StartsWith("..", StringComparison.Ordinal))
        {
            return $"{file} is outside of the repository";
        }

        if (!pages.TryGetValue(path, out var known))
        {
            return Path.Exists(Path.Combine(Repository.Root, path)) ? "" : $"there is no {path}";
        }

        return anchor.Length == 0 || known.Anchors.Contains(anchor) ? "" : $"{path} has no heading #{anchor}";
    }
}
