using System.Diagnostics.CodeAnalysis;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What has been told to the rest of the agent, so that a new list becomes a difference. Kept over restarts of the watch.
/// Holds names and versions only, not the objects.</summary>
/// <param name="budget">How many there may be; null: any number.</param>
internal sealed class KnownObjects(ObjectBudget? budget = null)
{
    private readonly Dictionary<string, Entry> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), string> _uidByName = [];
    private int _list;
    private int _count;
    private long _refusedTotal;

    /// <summary>May be read from any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Times an object was not taken in because the budget was used up. May be read from any thread.</summary>
    public long Refused => Volatile.Read(ref _refusedTotal);

    /// <summary>Takes in an object that exists.</summary>
    /// <param name="replaced">The object that had the name before, under another uid: it is gone.</param>
    /// <returns>False when it is already known in this version, or there is no room for it.</returns>
    public bool Apply(KnownObject identity, string version, out KnownObject? replaced)
    {
        replaced = null;
        if (_byUid.TryGetValue(identity.Uid, out var entry))
        {
            entry.List = _list;
            var isChanged = entry.Version != version;
            entry.Version = version;
            return isChanged;
        }

        if (_uidByName.TryGetValue((identity.Namespace, identity.Name), out var oldUid))
        {
            TryRemove(oldUid, out replaced);
        }

        if (budget?.TryTake() == false)
        {
            Volatile.Write(ref _refusedTotal, _refusedTotal + 1);
            return false;
        }

        _byUid.Add(identity.Uid, new Entry(identity) { Version = version, List = _list });
        _uidByName[(identity.Namespace, identity.Name)] = identity.Uid;
        Volatile.Write(ref _count, _byUid.Count);
        return true;
    }

    public bool TryRemove(string uid, [NotNullWhen(true)] out KnownObject? removed)
    {
        removed = null;
        if (!_byUid.Remove(uid, out var entry))
        {
            return false;
        }

        budget?.GiveBack();
        removed = entry.Identity;
        _uidByName.Remove((removed.Namespace, removed.Name));
        Volatile.Write(ref _count, _byUid.Count);
        return true;
    }

    /// <summary>A list begins: what it does not name until its end is gone.</summary>
    public void BeginList() => _list++;

    /// <summary>The list is complete.</summary>
    /// <returns>What it did not hold, no longer known.</returns>
    public List<KnownObject> EndList()
    {
        var gone = _byUid.Values.Where(entry => entry.List != _list).Select(entry => entry.Identity).ToList();
        foreach (var identity in gone)
        {
            TryRemove(identity.Uid, out _);
        }

        return gone;
    }

    /// <summary>Nothing is known any more.</summary>
    /// <returns>What was.</returns>
    public List<KnownObject> Clear()
    {
        BeginList();
        return EndList();
    }

    private sealed class Entry(KnownObject identity)
    {
        public KnownObject Identity { get; } = identity;

        public string Version { get; set; } = "";

        /// <summary>Number of the list that held it last, or that was the last one when it came.</summary>
        public int List { get; set; }
    }
}
