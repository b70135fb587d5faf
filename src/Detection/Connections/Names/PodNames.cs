using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Names;

/// <summary>The names under which one pod asked for addresses. Bounded: the one that was learned first goes first.</summary>
internal sealed class PodNames
{
    private readonly Dictionary<IpAddress, KnownName> _names = [];
    private readonly Queue<IpAddress> _order = new();

    public PodNames(string podUid) => PodUid = podUid;

    public string PodUid { get; }

    public int Count => _names.Count;

    /// <summary>An address has the name it was last asked for by; asked for again by the same, it is known for longer.</summary>
    public void Learn(IpAddress address, Peer peer, long from, long until)
    {
        if (!_names.TryGetValue(address, out var known))
        {
            _order.Enqueue(address);
        }
        else if (ReferenceEquals(known.Peer, peer) && from <= known.Until)
        {
            from = Math.Min(from, known.From);
            until = Math.Max(until, known.Until);
        }

        _names[address] = new KnownName(peer, from, until);
    }

    public void ForgetOldest() => _names.Remove(_order.Dequeue());

    /// <param name="tolerance">How much later than the connection an answer may have been seen.</param>
    public Peer? Find(IpAddress address, long at, long tolerance) =>
        _names.TryGetValue(address, out var known) && known.From - tolerance <= at && at <= known.Until ? known.Peer : null;

    private readonly record struct KnownName(Peer Peer, long From, long Until);
}
