using Windsock.Testing;

namespace Windsock.Detection.Tests;

/// <summary>Compares output with a committed file. With <c>WINDSOCK_GOLDEN=write</c> in the environment the file is written instead,
/// and the test fails so that nobody forgets to look at it.</summary>
internal static class Golden
{
    /// <param name="file">From the repository's root.</param>
    public static void Matches(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("WINDSOCK_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was written: read it.");
        }

        Assert.True(File.Exists(path), $"{path} is missing; WINDSOCK_GOLDEN=write makes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
