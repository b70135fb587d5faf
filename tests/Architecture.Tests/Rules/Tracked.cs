using System.Diagnostics;
using Windsock.Testing;

namespace Windsock.Architecture.Tests.Rules;

/// <summary>The files that are, or would be, committed.</summary>
internal static class Tracked
{
    public static IReadOnlyList<string> Files { get; } = List();

    private static List<string> List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Distinct().Where(path => File.Exists(Path.Combine(Repository.Root, path)))];
    }
}
