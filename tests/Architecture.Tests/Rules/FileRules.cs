using System.Text.RegularExpressions;

namespace Windsock.Architecture.Tests.Rules;

/// <summary>Rules about one source file. Each returns what is wrong, in words that say where to look.</summary>
internal static class FileRules
{
    public const int MaxLines = 400;

    // STYLE: each of these hides the missing noun.
    private static readonly Regex ForbiddenNoun = new("(Manager|Helpers?|Utils?|Common|Processor|Handler|Info|Data|Base|Impl|Misc)$", RegexOptions.Compiled);

    private static readonly Regex Concurrency = new(
        @"\b(Channel\.Create\w+|new Thread\(|new Timer\(|Task\.Run\(|new SemaphoreSlim\(|\block \(|Monitor\.|Task\.Factory)", RegexOptions.Compiled);

    public static IEnumerable<string> TooLong(SourceFile file) =>
        file.Lines > MaxLines ? [$"{file.Path} has {file.Lines} lines (at most {MaxLines})"] : [];

    public static IEnumerable<string> ForbiddenNames(SourceFile file) => file.TypeNames
        .Where(name => ForbiddenNoun.IsMatch(name))
        .Select(name => $"{file.Path}: {name} hides its noun");

    public static IEnumerable<string> NamespaceUnlikeFolder(SourceFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/').Split('/').Skip(1);
        var expected = "Windsock." + string.Join('.', folder);
        return file.Namespace is { } actual && actual != expected ? [$"{file.Path}: namespace {actual}, folder says {expected}"] : [];
    }

    public static IEnumerable<string> ConcurrencyOutsidePipeline(SourceFile file) =>
        file.Project == "Pipeline" ? [] : Concurrency.Matches(file.Code).Select(match => $"{file.Path}: {match.Value.Trim()} belongs in src/Pipeline");

    public static IEnumerable<string> UnfinishedWork(SourceFile file) =>
        Regex.Matches(file.Text, @"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|NotImplemented" + @"Exception)\b").Select(match => $"{file.Path}: {match.Value}");

    public static IEnumerable<string> SeveralPublicTypes(SourceFile file)
    {
        var types = Regex.Matches(file.Text, @"^public (?:(?:static|sealed|abstract|partial|readonly|ref)\s+)*(class|struct|interface)\s+(\w+)", RegexOptions.Multiline)
            .Select(match => match.Groups[2].Value).Distinct().ToList();
        return types.Count > 1 ? [$"{file.Path} declares {string.Join(", ", types)}"] : [];
    }
}
