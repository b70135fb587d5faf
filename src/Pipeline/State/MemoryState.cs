using Windsock.Model.State;

namespace Windsock.Pipeline.State;

/// <summary>For an agent without a state directory: its parts remember by themselves while it runs, and nothing after.</summary>
public sealed class MemoryState : IStateStore
{
    public byte[]? Read(string name) => null;

    public void Write(string name, ReadOnlyMemory<byte> content)
    {
        // There is nowhere to write it to.
    }

    public void SetAside(string name, string why)
    {
        // It never gave anything that could be wrong.
    }
}
