using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Crossplane.Traffic;

/// <summary>A claim (or composite without one) while its provider has work with it, and whom providers talked to meanwhile.</summary>
internal sealed class Flight(ResourceEntry entry, Instant at)
{
    /// <summary>A provider talks to a handful of hosts; what is more goes into one.</summary>
    private const int MaxHosts = 16;

    private readonly Dictionary<(string Provider, string Host), (long Connections, long Failed)> _calls = [];

    public ResourceEntry Entry => entry;

    public Instant ToldAt { get; set; } = at;

    public Instant LastChangeAt { get; set; } = at;

    /// <summary>Most others that were in flight at the same time as a call.</summary>
    public int Others { get; private set; }

    public IReadOnlyDictionary<(string Provider, string Host), (long Connections, long Failed)> Calls => _calls;

    public void Add(string provider, string host, bool hasFailed, int others)
    {
        var key = _calls.ContainsKey((provider, host)) || _calls.Count < MaxHosts ? (provider, host) : (provider, "other");
        var (connections, failed) = _calls.GetValueOrDefault(key);
        _calls[key] = (connections + 1, failed + (hasFailed ? 1 : 0));
        Others = Math.Max(Others, others);
    }

    public void Clear()
    {
        _calls.Clear();
        Others = 0;
    }
}
