using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Clouds;

/// <summary>The table of clouds, with what it said of the peers that come again and again. One thread at a time.</summary>
internal sealed class CloudHostLookup(CloudHostTable table)
{
    /// <summary>Names of the world; when there are more, what is remembered is forgotten.</summary>
    public const int MaxNames = 8_192;

    private readonly Dictionary<string, CloudHost?> _known = new(StringComparer.Ordinal);

    public CloudHostTable Table => table;

    public int Remembered => _known.Count;

    /// <summary>Null for what is no cloud, and for a peer that has no DNS name.</summary>
    public CloudHost? Find(Peer peer) => peer.Kind == PeerKind.Dns ? Find(peer.Name) : null;

    /// <param name="name">A DNS name in lower case.</param>
    public CloudHost? Find(string name)
    {
        if (_known.TryGetValue(name, out var host))
        {
            return host;
        }

        if (_known.Count >= MaxNames)
        {
            _known.Clear();
        }

        host = table.Find(name);
        _known.Add(name, host);
        return host;
    }
}
