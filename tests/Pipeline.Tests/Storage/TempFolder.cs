namespace Windsock.Pipeline.Tests.Storage;

/// <summary>A directory on the real disk, gone with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("windsock-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
