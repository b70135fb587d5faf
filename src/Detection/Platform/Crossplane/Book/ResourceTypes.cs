using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Book;

/// <summary>The types of resources that are Crossplane's, and of which of them everything is known. Bounded.</summary>
internal sealed class ResourceTypes
{
    private const int Max = 20_000;

    private readonly Dictionary<(string Group, string Resource), ResourceTypeSeen> _types = [];
    private readonly HashSet<(string Group, string Resource)> _synced = [];

    public void Observe(ResourceTypeSeen type)
    {
        if (_types.Count < Max || _types.ContainsKey((type.ApiGroup, type.Resource)))
        {
            _types[(type.ApiGroup, type.Resource)] = type;
        }
    }

    public void Observe(ResourcesSynced synced)
    {
        if (_types.ContainsKey((synced.ApiGroup, synced.Resource)))
        {
            _synced.Add((synced.ApiGroup, synced.Resource));
        }
    }

    /// <summary>Resources are missing in what the source tells: from now on nothing is known to be gone, until it is listed again.</summary>
    public void Doubt() => _synced.Clear();

    public ResourceTypeSeen? Find(string group, string resource) => _types.GetValueOrDefault((group, resource));

    /// <summary>All resources of the kind are known. False for a kind that is not Crossplane's.</summary>
    public bool AreAllKnown(string group, string kind) =>
        _types.Values.Any(type => type.ApiGroup == group && type.Kind == kind && _synced.Contains((type.ApiGroup, type.Resource)));

    /// <summary>All claims are known.</summary>
    /// <param name="kind">Only those of this kind; empty: of every kind.</param>
    public bool AreAllClaimsKnown(string kind)
    {
        var any = false;
        foreach (var type in _types.Values)
        {
            if (type.Role == ResourceRole.Claim && (kind.Length == 0 || type.Kind == kind))
            {
                any = true;
                if (!_synced.Contains((type.ApiGroup, type.Resource)))
                {
                    return false;
                }
            }
        }

        return any;
    }
}
