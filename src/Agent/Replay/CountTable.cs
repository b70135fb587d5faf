using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Windsock.Agent.Replay;

/// <summary>Counts by name, bounded: names past the limit are counted together as <c>_other</c>, so that sums stay exact.</summary>
internal sealed class CountTable
{
    public const string Overflow = "_other";

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly int _limit;

    /// <param name="limit">Distinct names that are kept, at least 1.</param>
    public CountTable(int limit) => _limit = limit;

    public int Names => _counts.Count;

    public void Add(string name)
    {
        if (_counts.Count >= _limit && !_counts.ContainsKey(name))
        {
            name = Overflow;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_counts, name, out _)++;
    }

    /// <summary>Most frequent first, equal counts by name.</summary>
    public ImmutableArray<NamedCount> ByFrequency() =>
        [.. _counts.Select(entry => new NamedCount(entry.Key, entry.Value))
            .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
}
