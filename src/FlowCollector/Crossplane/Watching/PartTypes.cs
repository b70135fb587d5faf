using System.Collections.Concurrent;

namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>The types that composites are made of, as their references name them: those among them that are managed resources are worth
/// watching. Any thread; bounded.</summary>
internal sealed class PartTypes
{
    /// <summary>All types of all providers in use are fewer.</summary>
    private const int Max = 4_000;

    private readonly ConcurrentDictionary<(string Group, string Kind), bool> _named = new();

    /// <summary>Raised for a type that was not named before.</summary>
    public ChangeSignal More { get; } = new();

    public bool AreNamed(string group, string kind) => _named.ContainsKey((group, kind));

    public void Add(IEnumerable<(string Group, string Kind)> parts)
    {
        foreach (var part in parts)
        {
            if (!_named.ContainsKey(part) && _named.Count < Max && _named.TryAdd(part, true))
            {
                More.Raise();
            }
        }
    }
}
