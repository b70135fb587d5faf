namespace Windsock.EndToEnd.Tests.RealCluster;

/// <summary>Where the real servers are, as eng/real-parts recorded it.</summary>
internal static class RealParts
{
    private static readonly string Record = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "windsock", "real-parts", "paths.env");

    /// <summary>Null when the part is not installed.</summary>
    public static string? Find(string key)
    {
        if (!File.Exists(Record))
        {
            return null;
        }

        var line = File.ReadLines(Record).FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal));
        return line is not null && File.Exists(line[(key.Length + 1)..]) ? line[(key.Length + 1)..] : null;
    }
}
