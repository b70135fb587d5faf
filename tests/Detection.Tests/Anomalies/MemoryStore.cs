using Windsock.Model.State;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>A state store in memory, which a test can look into and damage.</summary>
internal sealed class MemoryStore : IStateStore
{
    public Dictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal);

    public List<(string Name, string Why)> Aside { get; } = [];

    public byte[]? Read(string name) => Contents.GetValueOrDefault(name);

    public void Write(string name, ReadOnlyMemory<byte> content) => Contents[name] = content.ToArray();

    public IReadOnlyList<(string Name, byte[] Content)> ReadAll(string prefix) =>
        [.. Contents.Where(content => content.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(content => content.Key, StringComparer.Ordinal).Select(content => (content.Key, content.Value))];

    public void SetAside(string name, string why)
    {
        Contents.Remove(name);
        Aside.Add((name, why));
    }
}
