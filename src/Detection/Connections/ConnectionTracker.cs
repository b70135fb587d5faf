using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Connections;

/// <summary>Makes connections of flow events: each is reported once, when its outcome stands. Only those that concern a task on a
/// side that decides. One thread at a time; the time is an argument; <see cref="Counts"/> may be read from any thread.</summary>
internal sealed class ConnectionTracker
{
    private const string NoPod = "";

    private readonly EvidenceClock _clock = new();
    private readonly ConnectionTable _table;
    private readonly OutcomeRules _rules;
    private readonly EntryLife _life;
    private readonly DueWheel _wheel;
    private readonly UnreachableNotices _notices;
    private readonly GivenUpConnections _givenUp;
    private readonly PeerNames _names;
    private readonly ConnectionReport _report;
    private readonly LossLog _losses = new();
    private readonly long _window;

    /// <param name="options">Copied from; later changes have no effect.</param>
    public ConnectionTracker(ConnectionOptions options, IConnectionObserver observer)
    {
        _window = Nanoseconds.Of(options.ReorderWindow);
        Counts = new ConnectionCounts(options.MaxOpen);
        _table = new ConnectionTable(options.MaxOpen);
        _rules = new OutcomeRules(options);
        _life = new EntryLife(options);
        _wheel = new DueWheel(options.MaxOpen);
        _notices = new UnreachableNotices(_table, _rules);
        _givenUp = new GivenUpConnections(2 * _window);
        _names = new PeerNames(options, Counts);
        _report = new ConnectionReport(observer, _rules, _names, _losses, Counts);
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

    /// <summary>Decides what is due by then.</summary>
    public void Advance(Instant now)
    {
        _clock.Advance(now);
        MatchNotices(_clock.Now - _window);
        while (_wheel.TryTake(_clock.Now, out var slot))
        {
            if (!SettleIfDue(slot))
            {
                _wheel.Schedule(slot, _table[slot].DueAt, _clock.Now);
            }
        }

        Counts.Open = _table.Count;
    }

    /// <summary>Events were lost: what rests on events that were not seen, is unknown.</summary>
    public void NoteLoss(EvidenceLost lost)
    {
        var until = _clock.At(lost.At);
        var span = lost.Since.IsMissing ? long.MaxValue : Math.Max(0, lost.At.UnixNanoseconds - lost.Since.UnixNanoseconds);
        _losses.Add(span >= until ? 0 : until - span, until);
    }

    /// <summary>The end: reports what stands, and what does not as unknown.</summary>
    public void Finish(Instant now)
    {
        Advance(now);
        MatchNotices(Nanoseconds.Never);
        foreach (var slot in _table.Slots())
        {
            ref var entry = ref _table[slot];
            if (!entry.Has(EntryMarks.Reported))
            {
                _report.Say(ref entry, _report.AtTheEnd(entry, _clock.Now));
            }
        }
    }

    private static bool Concerns(in SideAttribution side) => side.Decides && side.IsTask;

    private FlowUse Take(in Flow flow, in FlowAttribution attribution, long time)
    {
        var use = FlowReading.Read(flow, out var signs);
        if (use != FlowUse.Tracked)
        {
            return use;
        }

        var orientation = FlowReading.Orient(flow, signs);
        if (orientation == Orientation.Unclear)
        {
            orientation = OrientByTable(flow);
        }

        if (orientation == Orientation.Unclear)
        {
            return FlowUse.UnclearDirection;
        }

        var sighting = SightingOf(flow, attribution, time, signs, orientation == Orientation.SourceIsClient);
        LearnNames(flow, sighting);
        return sighting.Is(Signs.Unreachable) ? Hold(sighting) : Take(sighting, flow);
    }

    private FlowUse Take(in Sighting sighting, in Flow flow)
    {
        var origin = EntryMarks.None;
        var slot = FindAlive(sighting.Key);
        if (slot >= 0)
        {
            switch (_life.Compare(_table[slot], sighting))
            {
                case Continuity.Same:
                    Update(slot, sighting, flow);
                    return FlowUse.Tracked;
                case Continuity.Earlier:
                    return FlowUse.Stale;
                default:
                    Supersede(slot);
                    origin = EntryMarks.IsSuccessor;
                    break;
            }
        }
        else if (_givenUp.TryGetLastSeen(sighting.Key, out var lastSeen))
        {
            if (!_life.IsAfresh(sighting, lastSeen))
            {
                _givenUp.Touch(sighting.Key, sighting.Time);
                return FlowUse.GivenUp;
            }

            _givenUp.Forget(sighting.Key);
            origin = EntryMarks.IsSuccessor;
        }

        var half = slot < 0 ? _table.FindOtherHalf(sighting.Key, sighting.IsFrontend, sighting.Time, _window) : -1;
        if (half >= 0)
        {
            _table.Join(half, sighting.Key);
            Update(half, sighting, flow);
        }
        else
        {
            Begin(sighting, flow, origin);
        }

        return FlowUse.Tracked;
    }

    /// <summary>The entry of that key, unless its time was over: then it is settled first, so that nothing depends on how often
    /// <see cref="Advance"/> is called.</summary>
    private int FindAlive(in ConnectionKey key)
    {
        var slot = _table.Find(key);
        while (slot >= 0 && _table[slot].DueAt < _clock.Now && SettleIfDue(slot))
        {
            slot = _table.Find(key);
        }

        return slot;
    }

    private void Update(int slot, in Sighting sighting, in Flow flow)
    {
        ref var entry = ref _table[slot];
        var wasReset = entry.ResetAt != Nanoseconds.Never;
        EntryUpdate.Apply(ref entry, sighting, flow);
        if (entry.SetUpAt != Nanoseconds.Never)
        {
            _table.StopWaiting(slot);
        }

        if (entry.Has(EntryMarks.Reported) && !wasReset && entry.ResetAt != Nanoseconds.Never)
        {
            _report.NoteLateReset(entry);
        }

        Schedule(slot);
    }

    private void Begin(in Sighting sighting, in Flow flow, EntryMarks origin)
    {
        if (_table.Count == _table.Capacity)
        {
            GiveOneUp();
        }

        var entry = ConnectionEntry.Of(sighting, flow.NodeName);
        entry.Delay = Math.Max(0, _clock.Now - _window - sighting.Time);
        entry.Marks |= origin | (sighting.Time <= _givenUp.InDoubtUntil ? EntryMarks.IsDoubtful : EntryMarks.None);
        var slot = _table.Add(entry);
        Counts.Seen.Add();
        Counts.Open = _table.Count;
        _report.Name(ref _table[slot]);
        Update(slot, sighting, flow);
    }

    private void Schedule(int slot)
    {
        ref var entry = ref _table[slot];
        entry.DueAt = entry.Delay + (entry.Has(EntryMarks.Reported) ? _life.ForgetAt(entry) : _rules.Judge(entry).StandsAt + _window);
        _wheel.Schedule(slot, entry.DueAt, _clock.Now);
    }

    /// <summary>True when something was done: the outcome said, or the entry forgotten.</summary>
    private bool SettleIfDue(int slot)
    {
        ref var entry = ref _table[slot];
        if (entry.DueAt >= _clock.Now)
        {
            return false;
        }

        if (entry.Has(EntryMarks.Reported))
        {
            Counts.Expired.Add();
            Forget(slot);
            return true;
        }

        if (_notices.Count > 0 && _rules.Judge(entry).IsFromSilence)
        {
            MatchNotices(Nanoseconds.Never);
        }

        var judgement = _rules.Judge(entry);
        _report.Say(ref entry, judgement);
        if (judgement.Outcome is null)
        {
            Forget(slot);
        }
        else
        {
            _table.StopWaiting(slot);
            Schedule(slot);
        }

        return true;
    }

    /// <summary>Another connection has taken the addresses and ports of this one.</summary>
    private void Supersede(int slot)
    {
        ref var entry = ref _table[slot];
        if (!entry.Has(EntryMarks.Reported))
        {
            _report.Say(ref entry, _report.AtTheEnd(entry, _clock.Now));
        }

        Forget(slot);
    }

    private void GiveOneUp()
    {
        var slot = _table.PickVictim();
        ref var entry = ref _table[slot];
        if (entry.Has(EntryMarks.Reported))
        {
            Counts.CountGivenUp(GiveUpReason.TableFullReported);
        }
        else
        {
            Counts.CountGivenUp(GiveUpReason.TableFullUndecided);
            _report.Say(ref entry, new Judgement(ConnectionOutcome.Unknown, entry.LastSeen));
        }

        _givenUp.Add(entry.Key, entry.LastSeen, _clock.Now);
        if (entry.Has(EntryMarks.HasFrontend))
        {
            _givenUp.Add(ConnectionTable.FrontendKey(entry), entry.LastSeen, _clock.Now);
        }

        Forget(slot);
    }

    private void Forget(int slot)
    {
        _wheel.Remove(slot);
        _table.Remove(slot);
        Counts.Open = _table.Count;
    }

    private FlowUse Hold(in Sighting sighting)
    {
        if (!_notices.TryHold(sighting.Key.Client, sighting.Key.Server, sighting.Time, _clock.Now))
        {
            Counts.CountGivenUp(GiveUpReason.UnreachableLimit);
        }

        return FlowUse.Tracked;
    }

    private void MatchNotices(long heardUntil)
    {
        while (_notices.TryTake(heardUntil, out var slot))
        {
            if (slot >= 0)
            {
                Schedule(slot);
            }
            else
            {
                Counts.UnmatchedUnreachables.Add();
            }
        }
    }

    private Orientation OrientByTable(in Flow flow)
    {
        var asSent = KeyOf(flow, isFromClient: true);
        return _table.Find(asSent) >= 0 ? Orientation.SourceIsClient
            : _table.Find(asSent.Reversed()) >= 0 ? Orientation.DestinationIsClient
            : FlowReading.OrientByPorts(flow);
    }

    private void LearnNames(in Flow flow, in Sighting sighting)
    {
        if (!Concerns(sighting.Client))
        {
            return;
        }

        var pod = sighting.Client.Owner?.PodUid ?? NoPod;
        if (flow.L7 is DnsRecord { Kind: L7Kind.Response, Rcode: 0 } answer)
        {
            _names.Learn(pod, answer, sighting.Time);
        }
        else if (sighting.ServerAsPeer.Kind == PeerKind.Dns)
        {
            _names.Learn(pod, sighting.Key.Server, sighting.ServerAsPeer, sighting.Time);
        }
    }

    private static ConnectionKey KeyOf(in Flow flow, bool isFromClient)
    {
        // ICMP has a type and a code where others have ports.
        var hasPorts = flow.Protocol is not (L4Protocol.Icmp or L4Protocol.IcmpV6);
        var source = hasPorts ? flow.SourcePort : (ushort)0;
        var destination = hasPorts ? flow.DestinationPort : (ushort)0;
        return isFromClient
            ? new ConnectionKey(flow.SourceIp, flow.DestinationIp, source, destination, flow.Protocol)
            : new ConnectionKey(flow.DestinationIp, flow.SourceIp, destination, source, flow.Protocol);
    }

    private static Sighting SightingOf(in Flow flow, in FlowAttribution attribution, long time, Signs signs, bool isFromClient)
    {
        var client = isFromClient ? flow.Source : flow.Destination;
        var server = isFromClient ? flow.Destination : flow.Source;
        var service = isFromClient ? flow.DestinationService : flow.SourceService;
        var isAsAttributed = flow.ClientIsSource == isFromClient;
        if (flow.Protocol is L4Protocol.Udp or L4Protocol.Sctp)
        {
            signs |= isFromClient ? Signs.Opening : (signs & Signs.Denied) != 0 ? Signs.None : Signs.Answer;
        }

        return new Sighting
        {
            Key = KeyOf(flow, isFromClient),
            Time = time,
            Signs = signs,
            IsFromClient = isFromClient,
            IsAtClient = client.IsLocal,
            IsFrontend = service is { Name.Length: > 0 } && !server.HasPod && !server.IsLocal,
            HasBorrowedIdentity = !client.HasPod && !client.IsLocal && CiliumIdentities.IsPod(client.Identity),
            IsClientNode = CiliumIdentities.IsNode(client.Identity),
            Client = isAsAttributed ? attribution.Client : attribution.Server,
            Server = isAsAttributed ? attribution.Server : attribution.Client,
            ServerAsPeer = isAsAttributed ? attribution.ServerAsPeer : attribution.ClientAsPeer,
            ClientAsPeer = isAsAttributed ? attribution.ClientAsPeer : attribution.ServerAsPeer,
        };
    }
}
