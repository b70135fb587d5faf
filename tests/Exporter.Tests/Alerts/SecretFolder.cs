namespace Windsock.Exporter.Tests.Alerts;

/// <summary>A folder for the secrets of one test.</summary>
internal sealed class SecretFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-alerts-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
