namespace Windsock.Testing;

/// <summary>Where this checkout is.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Agent.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
