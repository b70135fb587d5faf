using Windsock.Model.State;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>Keeps every content that was written, so that a test can lose the last ones.</summary>
internal sealed class RememberingStore : IStateStore
{
    public List<byte[]> Written { get; } = [];

    public List<string> AsideBecause { get; } = [];

    public byte[]? Read(string name) => name == "alerts" && Written.Count > 0 ? Written[^1] : null;

    public void Write(string name, ReadOnlyMemory<byte> content)
    {
        Assert.Equal("alerts", name);
        Written.Add(content.ToArray());
    }

    public void SetAside(string name, string why)
    {
        AsideBecause.Add(why);
        Written.Clear();
    }
}
