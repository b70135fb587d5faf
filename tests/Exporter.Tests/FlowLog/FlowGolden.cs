using Windsock.Testing;

namespace Windsock.Exporter.Tests.FlowLog;

/// <summary>Compares output with a file under <c>Golden/</c>. With <c>WINDSOCK_GOLDEN=write</c> in the environment the file is
/// written instead, and the test fails so that nobody forgets to look at it.</summary>
internal static class FlowGolden
{
    public static void Matches(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "Exporter.Tests", "FlowLog", "Golden", file);
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
