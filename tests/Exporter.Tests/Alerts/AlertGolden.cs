using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.Alerts;

/// <summary>Compares a body with a file under <c>Golden/</c>, indented. With <c>WINDSOCK_GOLDEN=write</c> in the environment the file is
/// written instead, and the test fails so that nobody forgets to look at it.</summary>
internal static class AlertGolden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Matches(byte[] json, [CallerMemberName] string name = "")
    {
        var actual = JsonNode.Parse(json)!.ToJsonString(Indented) + "\n";
        var path = Path.Combine(Repository.Root, "tests", "Exporter.Tests", "Alerts", "Golden", name + ".json");
        if (Environment.GetEnvironmentVariable("WINDSOCK_GOLDEN") == "write")
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was written: read it.");
        }

        Assert.True(File.Exists(path), $"{path} is missing; WINDSOCK_GOLDEN=write makes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
