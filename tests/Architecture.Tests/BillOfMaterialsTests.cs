using System.Text.Json.Nodes;
using Windsock.Sbom;

namespace Windsock.Architecture.Tests;

public class BillOfMaterialsTests
{
    private const string Deps = """
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
          "targets": { ".NETCoreApp,Version=v10.0": {
            "windsock/0.1.0": { "dependencies": { "Windsock.Model": "0.1.0", "YamlDotNet": "16.3.0" } },
            "Windsock.Model/0.1.0": {},
            "Inner/1.0.0": {},
            "YamlDotNet/16.3.0": { "dependencies": { "Inner": "1.0.0" } } } },
          "libraries": {
            "windsock/0.1.0": { "type": "project", "sha512": "" },
            "YamlDotNet/16.3.0": { "type": "package", "sha512": "sha512-AQI=" },
            "Inner/1.0.0": { "type": "package", "sha512": "sha512-/w==" },
            "Windsock.Model/0.1.0": { "type": "project", "sha512": "" } }
        }
        """;

    [Fact]
    public void Each_package_is_named_with_its_version_and_hash_and_who_needs_it()
    {
        var bill = JsonNode.Parse(BillOfMaterials.FromDependencies(Deps))!;

        Assert.Equal(("CycloneDX", "1.5", "windsock"), ((string)bill["bomFormat"]!, (string)bill["specVersion"]!, (string)bill["metadata"]!["component"]!["name"]!));
        Assert.Equal(
            ["pkg:nuget/Inner@1.0.0 ff", "pkg:nuget/YamlDotNet@16.3.0 0102"],
            bill["components"]!.AsArray().Select(component => $"{component!["purl"]} {component["hashes"]![0]!["content"]}"));
        Assert.Equal(
            ["windsock/0.1.0: pkg:nuget/YamlDotNet@16.3.0", "pkg:nuget/Inner@1.0.0: ", "pkg:nuget/YamlDotNet@16.3.0: pkg:nuget/Inner@1.0.0"],
            bill["dependencies"]!.AsArray().Select(entry => $"{entry!["ref"]}: {string.Join(' ', entry["dependsOn"]!.AsArray())}"));
    }

    [Fact]
    public void The_same_program_has_the_same_bill() => Assert.Equal(BillOfMaterials.FromDependencies(Deps), BillOfMaterials.FromDependencies(Deps));

    [Theory]
    [InlineData("", "it is not JSON")]
    [InlineData("{}", "'libraries' is not there")]
    [InlineData("""{"libraries":{"a/1":{"type":"project"},"b/2":{"type":"package"}},"runtimeTarget":{"name":"t"},"targets":{"t":{}}}""", "b/2 has no SHA-512")]
    public void What_is_no_such_file_is_said(string text, string problem)
    {
        Assert.Equal(problem, Assert.Throws<FormatException>(() => BillOfMaterials.FromDependencies(text)).Message);
    }
}
