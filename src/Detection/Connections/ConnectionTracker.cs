using Windsock.Detection.Connections.Entries;
using Windsock.Detection.Connections.Names;
using Windsock.Detection.Connections.Outcomes;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Connections;

/// <summary>Makes connections of flow events: each is reported once, when its outcome stands. Only those that concern a task, or a pod of a
/// namespace that is followed, on a side that decides. One thread at a time; the time is an argument; <see cref="Counts"/> may be read from any thread.</summary>
internal sealed class ConnectionTracker : IPeerNaming
{
    private readonly EvidenceClock _clock = new();
    private readonly LossLog _losses = new();
    private readonly SightingReader _reader;
    private readonly PeerNames _names;
    private readonly ConnectionBook _book;
    private readonly HashSet<string> _followed;

    /// <param name="options">Copied from; later changes have no effect.</param>
    /// <param name="lateResets">Null: nobody wants to know.</param>
    /// <param name="followed">Namespaces whose pods do for tasks what tasks do not do themselves; null: none.</param>
    public ConnectionTracker(ConnectionOptions options, IConnectionObserver observer, ILateResetObserver? lateResets = null, IReadOnlyList<string>? followed = null)
    {
        _followed = new HashSet<string>(followed ?? [], StringComparer.Ordinal);
        Counts = new ConnectionCounts(options.MaxOpen);
        var table = new ConnectionTable(options.MaxOpen);
        var rules = new OutcomeRules(options);
        _reader = new SightingReader(table);
        _names = new PeerNames(options, Counts);
        _book = new ConnectionBook(options, table, rules, new ConnectionReport(observer, _names, _losses, Counts, lateResets), Counts);
    }

    public ConnectionCounts Counts { get; }

    public void Observe(AttributedBatch batch)
    {
        var flows = batch.Flows;
        var attributions = batch.Attributions;
        var receivedAt = batch.Batch.ReceivedAt;
        for (var index = 0; index < flows.Length; index++)
        {
            Observe(flows[index], attributions[index], receivedAt);
        }
    }

    public void Observe(in Flow flow, in FlowAttribution attribution, Instant receivedAt)
    {
        var time = _clock.Observe(flow.Time, receivedAt);
        Counts.Count(Concerns(attribution.Client) || Concerns(attribution.Server) ? Take(flow, attribution, time) : FlowUse.NotATask);
    }

    /// <summary>Decides what is due by then. To be called at least once a second.</summary>
    public void Advance(Instant now)
    {
        _clock.Advance(now);
        _book.Settle(_clock.Now);
    }

    /// <summary>Events were lost: what would rest on not having seen any, is unknown.</summary>
    public void NoteLoss(EvidenceLost lost)
    {
        var until = _clock.At(lost.At);
        var span = lost.Since.IsMissing ? until : Math.Max(0, lost.At.UnixNanoseconds - lost.Since.UnixNanoseconds);
        _losses.Add(Math.Max(0, until - span), until);
    }

    /// <summary>The end: reports what stands, and what does not as unknown.</summary>
    public void Finish(Instant now)
    {
        Advance(now);
        _book.End(_clock.Now);
    }

    /// <inheritdoc/>
    public Peer NameOf(Peer known, string podUid, IpAddress address, Instant at) =>
        _names.Improve(known, podUid, address, default, at.UnixNanoseconds);

    private bool Concerns(in SideAttribution side) =>
        side.Decides && (side.IsTask || (_followed.Count > 0 && side.Owner is { Kind: OwnerKind.OtherPod } owner && _followed.Contains(owner.Namespace)));

    private FlowUse Take(in Flow flow, in FlowAttribution attribution, long time)
    {
        var use = _reader.Read(flow, time, out var sighting);
        if (use != FlowUse.Tracked)
        {
            return use;
        }

        var seen = new Observation(in sighting, in flow, in attribution);
        LearnNames(seen);
        return _book.Take(seen, _clock.Now);
    }

    private void LearnNames(in Observation seen)
    {
        if (seen.Flow.L7 is DnsRecord { Kind: L7Kind.Response, Rcode: 0 } answer)
        {
            if (Concerns(seen.Client))
            {
                _names.Learn(seen.Client.Owner!.PodUid, answer, seen.Sighting.Time);
            }
        }
        else if (seen.ServerAsPeer.Kind == PeerKind.Dns && seen.Sighting.Is(Signs.Opening | Signs.Answer) && Concerns(seen.Client))
        {
            _names.Learn(seen.Client.Owner!.PodUid, seen.Sighting.Key.Server, seen.ServerAsPeer, seen.Sighting.Time);
        }
    }
}
