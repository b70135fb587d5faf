using System.Text.RegularExpressions;

namespace Windsock.Testing.Documents;

/// <summary>A page of Markdown, taken apart into prose and fenced blocks.</summary>
public sealed class MarkdownPage
{
    private static readonly string[] Folders = ["docs", "deploy", "eng"];
    private static readonly Regex Fence = new(@"^( *)```(\S*)\s*$");
    private static readonly Regex Exemption = new(@"^\s*<!-- sample: none( \(.+\))? -->\s*$");
    private static readonly Regex CodeSpan = new(@"`([^`\n]+(?:\n[^`\n]+)?)`");
    private static readonly Regex Link = new(@"\]\(([^()\s]+)\)");

    private readonly List<FencedBlock> _blocks = [];
    private readonly string _prose;

    private MarkdownPage(string path, string text)
    {
        Path = path;
        _prose = TakeApart(text.ReplaceLineEndings("\n").Split('\n'));
    }

    /// <summary>Every page of the repository: those at its root, and those below docs, deploy and eng. Pages of packages are not ours.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Folders.SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
            .Select(file => Parse(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText(file)))
            .OrderBy(page => page.Path, StringComparer.Ordinal),
    ];

    /// <summary>From the root of the repository.</summary>
    public string Path { get; }

    /// <summary>Made from the code, and held against it by a test of its own.</summary>
    public bool IsGenerated => Path.StartsWith("docs/reference/", StringComparison.Ordinal);

    public IReadOnlyList<FencedBlock> Blocks => _blocks;

    /// <summary>What stands in single backticks, with page and line.</summary>
    public IEnumerable<(string Place, string Text)> CodeSpans =>
        CodeSpan.Matches(_prose).Select(match => (PlaceOf(match.Index), match.Groups[1].Value.Replace('\n', ' ').Trim()));

    /// <summary>The same, each with what its line says before it.</summary>
    public IEnumerable<(string Place, string Before, string Text)> CodeSpansInLines =>
        from match in CodeSpan.Matches(_prose)
        let start = _prose.LastIndexOf('\n', match.Index) + 1
        select (PlaceOf(match.Index), _prose[start..match.Index], match.Groups[1].Value.Replace('\n', ' ').Trim());

    /// <summary>Targets of links within the repository, with page and line.</summary>
    public IEnumerable<(string Place, string Target)> Links =>
        from match in Link.Matches(CodeSpan.Replace(_prose, span => new string(' ', span.Length)))
        let target = match.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select (PlaceOf(match.Index), target);

    /// <summary>What a link may name after #: the headings, as GitHub writes them.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var heading in _prose.Split('\n').Where(line => Regex.IsMatch(line, "^#{1,6} ")))
            {
                var words = Regex.Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), @"\[([^\]]*)\]\([^)]*\)", "$1");
                var anchor = Regex.Replace(words, @"[^\w\- ]", "").Replace(' ', '-');
                var number = 0;
                for (var unique = anchor; !anchors.Add(unique); unique = $"{anchor}-{++number}")
                {
                }
            }

            return anchors;
        }
    }

    public static MarkdownPage Parse(string path, string text) => new(path, text);

    private string PlaceOf(int index) => $"{Path}:{_prose.AsSpan(0, index).Count('\n') + 1}";

    /// <summary>Collects the blocks and answers the rest, line by line where it was.</summary>
    private string TakeApart(string[] lines)
    {
        var prose = new string[lines.Length];
        for (var line = 0; line < lines.Length; line++)
        {
            prose[line] = lines[line];
            if (Fence.Match(lines[line]) is { Success: true } opening)
            {
                line = ReadBlock(lines, prose, line, opening);
            }
        }

        return string.Join('\n', prose);
    }

    /// <returns>The line that ends the block.</returns>
    private int ReadBlock(string[] lines, string[] prose, int first, Match opening)
    {
        var indentation = opening.Groups[1].Length;
        var content = new List<string>();
        var line = first;
        for (prose[line++] = ""; line < lines.Length && lines[line].Trim() != "```"; line++)
        {
            content.Add(lines[line].Length >= indentation ? lines[line][indentation..] : "");
            prose[line] = "";
        }

        if (line < lines.Length)
        {
            prose[line] = "";
        }

        var before = lines.Take(first).LastOrDefault(text => text.Trim().Length > 0);
        _blocks.Add(new FencedBlock($"{Path}:{first + 1}", opening.Groups[2].Value, string.Join('\n', content) + "\n", before is not null && Exemption.IsMatch(before)));
        return line;
    }
}
