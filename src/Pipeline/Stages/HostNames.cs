using System.Collections.Immutable;

namespace Windsock.Pipeline.Stages;

/// <summary>A host as the list of names that a flow would carry for it; the same list for the same host, so that what is worked out
/// about a list can be remembered. Full, it starts anew. Single-threaded.</summary>
internal sealed class HostNames
{
    private const int MaxHosts = 4_096;

    private readonly Dictionary<string, ImmutableArray<string>> _lists = new(StringComparer.Ordinal);

    /// <param name="host">Empty gives no names.</param>
    public ImmutableArray<string> Of(string host)
    {
        if (host.Length == 0)
        {
            return [];
        }

        if (!_lists.TryGetValue(host, out var list))
        {
            if (_lists.Count >= MaxHosts)
            {
                _lists.Clear();
            }

            list = [host];
            _lists.Add(host, list);
        }

        return list;
    }
}
