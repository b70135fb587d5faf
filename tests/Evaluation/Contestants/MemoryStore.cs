using Windsock.Model.State;

namespace Windsock.Evaluation.Contestants;

/// <summary>State that survives a restart of the agent, and not that of the evaluation.</summary>
internal sealed class MemoryStore : IStateStore
{
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    public byte[]? Read(string name) => _contents.GetValueOrDefault(name);

    public void Write(string name, ReadOnlyMemory<byte> content) => _contents[name] = content.ToArray();

    /// <exception cref="InvalidOperationException">Always: what the agent wrote, it must be able to read.</exception>
    public void SetAside(string name, string why) => throw new InvalidOperationException($"State '{name}' cannot be read: {why}");
}
