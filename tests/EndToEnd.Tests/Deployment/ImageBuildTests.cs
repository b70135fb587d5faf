using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Deployment;

/// <summary>What the Dockerfile does in its build stage, done in a folder with nothing but what the Dockerfile copies. No container engine
/// is needed: the SDK of this machine stands in for that of the base image.</summary>
public sealed class ImageBuildTests : IDisposable
{
    private const string Revision = "0123456789abcdef0123456789abcdef01234567";

    // Restores, compiles and publishes everything once, on a machine that does other things meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-image-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_steps_of_the_Dockerfile_make_a_program_that_tells_its_version_and_a_bill_of_what_is_in_it()
    {
        var (source, app) = (Path.Combine(_folder.FullName, "source"), Path.Combine(_folder.FullName, "app"));
        foreach (var (word, arguments) in BuildStage())
        {
            if (word == "COPY")
            {
                var parts = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Array.ForEach(parts[..^1], part => Copy(part, Path.Combine(source, parts[^1])));
            }
            else if (word == "RUN")
            {
                await RunAsync(arguments.Replace("/app", app, StringComparison.Ordinal).Replace("${REVISION}", Revision, StringComparison.Ordinal), source);
            }
        }

        await using var windsock = ChildProcess.Start(Path.Combine(app, "windsock"), ["version", "-o", "json"], app);
        Assert.Equal(0, await windsock.ExitAsync(Patience));
        var version = JsonDocument.Parse(windsock.Output).RootElement;
        Assert.Equal(Revision, version.GetProperty("commit").GetString());

        var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(app, "sbom.cdx.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(version.GetProperty("version").GetString(), bill.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());
        var listed = bill.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("name").GetString() + ".dll").ToList();
        var foreign = Directory.GetFiles(app, "*.dll").Select(Path.GetFileName).Where(name => !name!.StartsWith("windsock", StringComparison.OrdinalIgnoreCase)).Order();
        Assert.Equal(foreign, listed.Order());
        Assert.Equal(PinnedHashes().Where(pin => listed.Contains(pin.Name + ".dll")).Select(pin => pin.Hash).Order(), Hashes(bill).Order());
    }

    private static IEnumerable<(string Word, string Arguments)> BuildStage() =>
        File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').SkipWhile(line => !line.EndsWith(" AS build", StringComparison.Ordinal))
            .TakeWhile(line => !line.EndsWith(" AS final", StringComparison.Ordinal))
            .Select(line => Regex.Match(line, "^(COPY|RUN) (.+)$")).Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>As COPY does: a file into the folder, of a folder what is in it; without build output, which .dockerignore holds back.</summary>
    private static void Copy(string from, string to)
    {
        var path = Path.Combine(Repository.Root, from);
        Directory.CreateDirectory(to);
        if (File.Exists(path))
        {
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)), overwrite: true);
            return;
        }

        foreach (var file in Directory.GetFiles(path, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(path, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                var target = Path.Combine(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target, overwrite: true);
            }
        }
    }

    private static async Task RunAsync(string command, string folder)
    {
        // Compilers that stay for the next build would outlive the test, and its end would wait for theirs.
        string[] alone = ["MSBUILDDISABLENODEREUSE=1", "DOTNET_CLI_USE_MSBUILD_SERVER=0", "UseSharedCompilation=false"];
        await using var step = ChildProcess.Start("env", [.. alone, "bash", "-c", command], folder);
        var code = await step.ExitAsync(Patience);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"{command}: {code}\n{step.Output}\n{string.Join('\n', step.Errors)}"));
    }

    /// <summary>Of the lock file of the agent, in hexadecimal.</summary>
    private static IEnumerable<(string Name, string Hash)> PinnedHashes() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "Agent", "packages.lock.json"))).RootElement
            .GetProperty("dependencies").GetProperty("net10.0").EnumerateObject().Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => (package.Name, Convert.ToHexStringLower(Convert.FromBase64String(package.Value.GetProperty("contentHash").GetString()!))));

    private static IEnumerable<string?> Hashes(JsonElement bill) =>
        bill.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("hashes")[0].GetProperty("content").GetString());
}
