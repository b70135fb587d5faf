using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Book;

/// <summary>All resources by UID and name, and how they hang together. Those that are gone are remembered for a while, for what is still to
/// be said of those below them. Bounded.</summary>
internal sealed class ResourceBook
{
    /// <summary>Twice what a source may know at most, with room for those that are gone.</summary>
    public const int Max = 150_000;

    /// <summary>Composite in composite: real chains have three links, some five.</summary>
    private const int MaxLinks = 8;

    public static readonly TimeSpan KeepGone = TimeSpan.FromHours(1);

    private readonly Dictionary<string, ResourceEntry> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<ResourceName, string> _byName = [];
    private readonly Dictionary<(string Namespace, string Name), List<string>> _claims = [];
    private readonly Dictionary<string, List<string>> _composites = new(StringComparer.Ordinal);
    private readonly Queue<(Instant At, string Uid)> _gone = new();

    /// <summary>Something was left out: what is not here may be there all the same.</summary>
    public bool HasOverflowed { get; private set; }

    public IEnumerable<ResourceEntry> Live => _byUid.Values.Where(entry => !entry.IsGone);

    public int Count => _byUid.Count;

    public ResourceEntry? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>The one that has the name now, or had it last.</summary>
    public ResourceEntry? Find(ResourceName name) => _byName.TryGetValue(name, out var uid) ? Find(uid) : null;

    /// <param name="isUnready">For one that is new.</param>
    /// <returns>Null when there is no room.</returns>
    public ResourceEntry? Take(PlatformResource resource, bool isUnready, Instant at)
    {
        if (_byUid.TryGetValue(resource.Uid, out var known))
        {
            known.Resource = resource;
            return known;
        }

        if (_byUid.Count >= Max)
        {
            HasOverflowed = true;
            return null;
        }

        var entry = new ResourceEntry(resource, at) { BeganUnready = isUnready };
        _byUid.Add(resource.Uid, entry);
        _byName[resource.Name] = resource.Uid;
        if (resource.Role == ResourceRole.Claim)
        {
            Index(_claims, (resource.Name.Namespace, resource.Name.Name), resource.Uid);
        }
        else if (resource.Role == ResourceRole.Composite)
        {
            Index(_composites, resource.Name.Name, resource.Uid);
        }

        return entry;
    }

    /// <returns>Null when it was not known, or known to be gone.</returns>
    public ResourceEntry? Remove(string uid, Instant at)
    {
        if (Find(uid) is not { IsGone: false } entry)
        {
            return null;
        }

        entry.GoneAt = at;
        _gone.Enqueue((at, uid));
        return entry;
    }

    /// <summary>Forgets what has been gone for long.</summary>
    public void Advance(Instant now)
    {
        while (_gone.TryPeek(out var oldest) && now.Since(oldest.At) >= KeepGone)
        {
            _gone.Dequeue();
            Forget(oldest.Uid);
        }
    }

    public ResourceChain ChainOf(ResourceEntry entry)
    {
        var links = new List<ResourceEntry> { entry };
        var isComplete = true;
        while (links.Count < MaxLinks)
        {
            var parent = ParentOf(links[0], out var isKnown);
            isComplete &= isKnown;
            if (parent is null || links.Contains(parent))
            {
                break;
            }

            links.Insert(0, parent);
        }

        return new ResourceChain([.. links], isComplete);
    }

    /// <summary>What stands directly above it; null when nothing does, or it is not known.</summary>
    /// <param name="isKnown">It is as its own fields say; else something is missing.</param>
    public ResourceEntry? ParentOf(ResourceEntry entry, out bool isKnown)
    {
        var resource = entry.Resource;
        isKnown = true;
        if (resource.Role == ResourceRole.Claim)
        {
            return null;
        }

        if (entry.Controller is { } controller)
        {
            var owner = Find(controller.Uid);
            isKnown = owner is not null;
            return owner ?? ClaimOf(resource);
        }

        if (resource.Role == ResourceRole.Managed && resource.Composite.Length > 0)
        {
            var composite = CompositeOf(resource);
            isKnown = composite is not null;
            return composite ?? ClaimOf(resource);
        }

        if (resource.Claim is null)
        {
            return null;
        }

        var claim = ClaimOf(resource);
        isKnown = claim is not null;
        return claim;
    }

    /// <summary>A claim of the name that the resource gives is there.</summary>
    public bool HasLiveClaim(PlatformResource resource) => ClaimsOf(resource).Any(claim => !claim.IsGone);

    private ResourceEntry? ClaimOf(PlatformResource resource) => OnlyOne(ClaimsOf(resource));

    private IEnumerable<ResourceEntry> ClaimsOf(PlatformResource resource) =>
        resource.Claim is { } claim && _claims.TryGetValue(claim, out var uids)
            ? uids.Select(uid => _byUid[uid]).Where(entry => resource.ClaimKind.Length == 0 || entry.Resource.Kind == resource.ClaimKind)
            : [];

    private ResourceEntry? CompositeOf(PlatformResource resource) => _composites.TryGetValue(resource.Composite, out var uids)
        ? OnlyOne(uids.Select(uid => _byUid[uid]).Where(entry => entry.Resource.Name.Namespace.Length == 0 || entry.Resource.Name.Namespace == resource.Name.Namespace))
        : null;

    /// <summary>The only one that is there, else the only one that was; null when two kinds share the name.</summary>
    private static ResourceEntry? OnlyOne(IEnumerable<ResourceEntry> entries)
    {
        var all = entries.ToList();
        var live = all.Where(entry => !entry.IsGone).ToList();
        return live.Count > 0 ? (live.Count == 1 ? live[0] : null) : all.Count == 1 ? all[0] : null;
    }

    private void Forget(string uid)
    {
        if (!_byUid.Remove(uid, out var entry))
        {
            return;
        }

        var name = entry.Resource.Name;
        if (_byName.TryGetValue(name, out var holder) && holder == uid)
        {
            _byName.Remove(name);
        }

        Unindex(_claims, (name.Namespace, name.Name), uid);
        Unindex(_composites, name.Name, uid);
    }

    private static void Index<TKey>(Dictionary<TKey, List<string>> index, TKey key, string uid)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var uids))
        {
            uids.Add(uid);
        }
        else
        {
            index.Add(key, [uid]);
        }
    }

    private static void Unindex<TKey>(Dictionary<TKey, List<string>> index, TKey key, string uid)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var uids) && uids.Remove(uid) && uids.Count == 0)
        {
            index.Remove(key);
        }
    }
}
