using Windsock.Testing;

namespace Windsock.Architecture.Tests;

/// <summary><c>make image</c> with a docker that only writes down what it was asked for.</summary>
public sealed class ImageScriptTests : IDisposable
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Both_bases_are_built_from_by_digest_and_the_time_is_that_of_the_commit()
    {
        var (code, said) = await RunAsync($$"""
            case "$*" in
                "buildx imagetools inspect"*) echo '{"mediaType":"x","digest":"{{Digest}}","size":1}' ;;
                "buildx build"*) echo "epoch $SOURCE_DATE_EPOCH"; printf '<%s>' "$@"; echo ;;
            esac
            """);

        Assert.Equal(0, code);
        Assert.Matches($@"<SDK=\S+/sdk:[\w.-]+@{Digest}>", said);
        Assert.Matches($@"<RUNTIME=\S+/aspnet:[\w.-]+@{Digest}>", said);
        Assert.Matches(@"<REVISION=[0-9a-f]{40}(-changed)?>", said);
        Assert.Matches(@"epoch \d{9,}", said);
        Assert.Contains("<--load>", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_image_is_pushed_it_is_not_loaded()
    {
        var (code, said) = await RunAsync($"""echo "$*"; case "$*" in *inspect*) echo '"{Digest}"' ;; esac""", "--push", "--sbom=true");

        Assert.Equal(0, code);
        Assert.Contains("--push --sbom=true .", said, StringComparison.Ordinal);
        Assert.DoesNotContain("--load", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""case "$1" in info) exit 1 ;; esac""", "no engine answers")]
    [InlineData("""case "$1 $2" in "buildx version") exit 1 ;; esac""", "docker has no buildx")]
    [InlineData("""case "$*" in *inspect*) exit 1 ;; esac""", "is its registry reachable?")]
    public async Task What_is_missing_is_said_in_one_line(string docker, string line)
    {
        var (code, said) = await RunAsync(docker);

        Assert.Equal(1, code);
        Assert.Contains(line, Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Said)> RunAsync(string docker, params string[] arguments)
    {
        var path = Path.Combine(_folder.FullName, "docker");
        await File.WriteAllTextAsync(path, "#!/usr/bin/env bash\n" + docker + "\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var script = ChildProcess.Start(
            "env", [$"PATH={_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", "SDK=", "RUNTIME=", Path.Combine(Repository.Root, "eng", "image.sh"), .. arguments], Repository.Root);
        var code = await script.ExitAsync(TimeSpan.FromSeconds(60));
        return (code, script.Output + string.Join('\n', script.Errors));
    }
}
