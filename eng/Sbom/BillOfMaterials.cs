using System.Text.Json;
using System.Text.Json.Nodes;

namespace Windsock.Sbom;

/// <summary>What a published program consists of, as CycloneDX 1.5 in JSON (https://cyclonedx.org/docs/1.5/json). Says nothing of time or
/// machine: the same program has the same bill.</summary>
public static class BillOfMaterials
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <param name="depsJson">The <c>*.deps.json</c> that dotnet publish wrote: the packages whose files the program loads, with the SHA-512
    /// that the lock files pin. Packages that only the build used are not in it.</param>
    /// <exception cref="FormatException">It is no such file, or a package has no SHA-512.</exception>
    public static string FromDependencies(string depsJson)
    {
        var deps = Parse(depsJson);
        var libraries = Object(deps["libraries"], "libraries");
        var target = Object(deps["runtimeTarget"], "runtimeTarget")["name"]?.GetValue<string>() ?? throw new FormatException("runtimeTarget has no name");
        var needs = Object(Object(deps["targets"], "targets")[target], target);
        var program = libraries.First(library => IsProject(library.Value)).Key;
        var packages = libraries.Where(library => !IsProject(library.Value)).OrderBy(library => library.Key, StringComparer.Ordinal).ToList();

        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.5",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = Component("application", program, program) },
            ["components"] = new JsonArray([.. packages.Select(package => Package(package.Key, package.Value))]),
            ["dependencies"] = new JsonArray(
            [
                Dependency(program, packages.Select(package => package.Key).Where(package => IsNeeded(needs, package, libraries))),
                .. packages.Select(package => Dependency(Purl(package.Key), Needs(needs[package.Key]), Purl)),
            ]),
        }.ToJsonString(Readable) + "\n";

        JsonObject Dependency(string reference, IEnumerable<string> on, Func<string, string>? name = null) => new()
        {
            ["ref"] = reference,
            ["dependsOn"] = new JsonArray([.. on.Select(key => JsonValue.Create((name ?? Purl)(key)))]),
        };
    }

    /// <summary>Our own projects ask for it, the program or one of its parts.</summary>
    private static bool IsNeeded(JsonObject needs, string package, JsonObject libraries) =>
        needs.Any(library => IsProject(libraries[library.Key]) && Needs(library.Value).Contains(package));

    private static IEnumerable<string> Needs(JsonNode? library) =>
        library?["dependencies"] is JsonObject dependencies ? dependencies.Select(dependency => $"{dependency.Key}/{dependency.Value}") : [];

    private static JsonObject Package(string key, JsonNode? library)
    {
        var hash = library?["sha512"]?.GetValue<string>() ?? "";
        if (!hash.StartsWith("sha512-", StringComparison.Ordinal))
        {
            throw new FormatException($"{key} has no SHA-512");
        }

        var component = Component("library", key, Purl(key));
        component["purl"] = Purl(key);
        component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(hash[7..])) });
        return component;
    }

    private static JsonObject Component(string type, string key, string reference)
    {
        var (name, version) = Split(key);
        return new JsonObject { ["type"] = type, ["bom-ref"] = reference, ["name"] = name, ["version"] = version };
    }

    private static string Purl(string key)
    {
        var (name, version) = Split(key);
        return $"pkg:nuget/{name}@{version}";
    }

    private static (string Name, string Version) Split(string key) => key.Split('/', 2) is [var name, var version] ? (name, version) : throw new FormatException($"'{key}' is not a name and a version");

    private static bool IsProject(JsonNode? library) => library?["type"]?.GetValue<string>() == "project";

    private static JsonObject Object(JsonNode? node, string name) => node as JsonObject ?? throw new FormatException($"'{name}' is not there");

    private static JsonNode Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) ?? throw new FormatException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new FormatException("it is not JSON", failure);
        }
    }
}
