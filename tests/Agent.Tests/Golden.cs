namespace Windsock.Agent.Tests;

/// <summary>Compares what people see with a file that is kept in the repository.</summary>
internal static class Golden
{
    private const string AcceptVariable = "WINDSOCK_ACCEPT_GOLDEN";

    public static string RepositoryRoot { get; } = FindRoot();

    /// <param name="file">Relative to the folder of this project.</param>
    public static void Matches(string file, string actual) =>
        MatchesInRepository(Path.Combine("tests", "Agent.Tests", file), actual, $"set {AcceptVariable}=1 and run the test again");

    /// <param name="file">Relative to the root of the repository.</param>
    /// <param name="howToAccept">What to do when the new text is right.</param>
    public static void MatchesInRepository(string file, string actual, string howToAccept)
    {
        var path = Path.Combine(RepositoryRoot, file);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{file} does not exist; {howToAccept}.");
        var expected = File.ReadAllText(path);
        if (expected == actual)
        {
            return;
        }

        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        Assert.Fail($"""
            {file} differs in line {line + 1}:
              kept: {(line < left.Length ? left[line] : "(end)")}
              now:  {(line < right.Length ? right[line] : "(end)")}
            If the new text is right: {howToAccept}.
            """);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
