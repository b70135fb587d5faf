using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.Architecture.Tests.Rules;

/// <summary>One C# file of the product or of its tests, by its path from the repository's root.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Tracked.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path))))];

    public static IEnumerable<SourceFile> Product => All.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>For <c>src/X/...</c> and <c>tests/X/...</c>: X.</summary>
    public string Project => Path.Split('/')[1];

    public int Lines => Text.Count(c => c == '\n');

    /// <summary>Names of the types the file declares, nested ones too.</summary>
    public IEnumerable<string> TypeNames => Regex
        .Matches(Text, @"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+([A-Z]\w*)", RegexOptions.Multiline)
        .Select(match => match.Groups[1].Value);

    public string? Namespace => Regex.Match(Text, @"^namespace ([\w.]+);", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The text without comments and string contents, for rules that look for names of the framework.</summary>
    public string Code => Regex.Replace(
        Regex.Replace(Text, @"//.*$", "", RegexOptions.Multiline), """
        "(?:[^"\\\n]|\\.)*"
        """.Trim(), "\"\"");
}
