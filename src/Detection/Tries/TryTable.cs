using System.Diagnostics.CodeAnalysis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries;

/// <summary>The ledgers, found by pod, by what tells tries apart and by id; the open ones in the order in which they began, the kept
/// ones in the order in which they ended. Bounded: ended ones go first, the oldest first.</summary>
internal sealed class TryTable
{
    private readonly TryOptions _options;
    private readonly TryCounts _counts;
    private readonly PodMemo _memo = new();
    private readonly Dictionary<string, PodRecord> _podsByUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), PodRecord> _podsByName = [];
    private readonly Dictionary<TryKey, TryLedger> _byKey = [];
    private readonly Dictionary<string, TryLedger> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<TryLedger> _open = new();
    private readonly LinkedList<TryLedger> _kept = new();

    public TryTable(TryOptions options, TryCounts counts)
    {
        _options = options;
        _counts = counts;
    }

    public IEnumerable<TryLedger> All => _open.Concat(_kept);

    public LinkedListNode<TryLedger>? FirstOpen => _open.First;

    /// <summary>The one that ended longest ago.</summary>
    public TryLedger? OldestKept => _kept.First?.Value;

    public LinkedListNode<TryLedger>? NewestKept => _kept.Last;

    public TryLedger? FindById(string id) => _byId.GetValueOrDefault(id);

    public TryLedger? Find(TryKey key) => _byKey.GetValueOrDefault(key);

    public PodRecord? FindPod(string uid) => _podsByUid.GetValueOrDefault(uid);

    /// <summary>The record of a task's pod, if there is one.</summary>
    public PodRecord? Find(Owner owner) => _memo.Find(owner) ?? FindKnown(owner);

    /// <summary>The record of a task's pod, begun if there is none. Null when its try has too many pods.</summary>
    public PodRecord? Enter(Owner owner, Instant now) => _memo.Find(owner) ?? EnterAnew(owner, now);

    /// <summary>The try has ended, and can be asked about from now on.</summary>
    public void Keep(TryLedger ledger)
    {
        Move(ledger, _kept);
        Count();
    }

    /// <summary>The try goes on.</summary>
    public void Reopen(TryLedger ledger)
    {
        Move(ledger, _open);
        Count();
    }

    public void Forget(TryLedger ledger)
    {
        ledger.Life.Place?.List?.Remove(ledger.Life.Place);
        ledger.Life.Place = null;
        _byKey.Remove(ledger.Key);
        _byId.Remove(ledger.Id);
        foreach (var pod in ledger.Pods)
        {
            Forget(pod);
        }

        Count();
    }

    private PodRecord? FindKnown(Owner owner)
    {
        if (owner.PodUid.Length > 0 && _podsByUid.TryGetValue(owner.PodUid, out var pod))
        {
            return pod;
        }

        // Either side may have no uid: labels of a flow give none, and the pod comes into view later.
        return _podsByName.TryGetValue((owner.Namespace, owner.PodName), out pod) && (owner.PodUid.Length == 0 || pod.Owner.PodUid.Length == 0)
            ? pod
            : null;
    }

    private PodRecord? EnterAnew(Owner owner, Instant now)
    {
        var pod = FindKnown(owner);
        if (pod is null)
        {
            if (!TryBegin(owner, now, out pod))
            {
                return null;
            }
        }
        else if (owner.PodUid.Length > 0)
        {
            pod.Take(owner);
            _podsByUid[owner.PodUid] = pod;
            Settle(pod, owner, now);
        }

        pod.Ledger.Learn(pod.Owner.Try!);
        _memo.Remember(owner, pod);
        return pod;
    }

    private bool TryBegin(Owner owner, Instant now, [NotNullWhen(true)] out PodRecord? pod)
    {
        var ledger = LedgerOf(TryKey.Of(owner), owner.Try!, now);
        pod = new PodRecord(owner, ledger);
        if (!ledger.TryAdd(pod))
        {
            pod = null;
            return false;
        }

        _podsByName[(owner.Namespace, owner.PodName)] = pod;
        if (owner.PodUid.Length > 0)
        {
            _podsByUid[owner.PodUid] = pod;
        }

        return true;
    }

    /// <summary>More is known of the pod's ids than before: what was seen of it may belong to a try that is known already.</summary>
    private void Settle(PodRecord pod, Owner owner, Instant now)
    {
        var key = TryKey.Of(owner);
        var wrong = pod.Ledger;
        if (wrong.Key == key)
        {
            return;
        }

        var right = LedgerOf(key, owner.Try!, now);
        if (ReferenceEquals(right, wrong) || wrong.Life.Place is null)
        {
            return;
        }

        right.Absorb(wrong);
        right.Life.IsStale = true;
        _counts.Merged.Add();
        wrong.Life.Place.List?.Remove(wrong.Life.Place);
        wrong.Life.Place = null;
        _byKey.Remove(wrong.Key);
        _byId.Remove(wrong.Id);
        foreach (var lost in wrong.Pods.Where(lost => lost.IsForgotten))
        {
            Forget(lost);
        }

        Count();
    }

    private TryLedger LedgerOf(TryKey key, TaskTry attempt, Instant now)
    {
        if (_byKey.TryGetValue(key, out var ledger))
        {
            return ledger;
        }

        if (_byKey.Count >= _options.MaxTries)
        {
            EvictOne();
        }

        ledger = new TryLedger(key, attempt, _options, _counts);
        ledger.Life.TouchedAt = now;
        ledger.Life.Place = _open.AddLast(ledger);
        _byKey.Add(key, ledger);
        _byId[ledger.Id] = ledger;
        Count();
        return ledger;
    }

    private void EvictOne()
    {
        _counts.CountEviction(_kept.Count > 0 ? TryEviction.EndedLimit : TryEviction.OpenLimit);
        Forget((_kept.First ?? _open.First!).Value);
    }

    private void Forget(PodRecord pod)
    {
        pod.IsForgotten = true;
        _podsByUid.Remove(pod.Owner.PodUid);
        var name = (pod.Owner.Namespace, pod.Owner.PodName);
        if (_podsByName.TryGetValue(name, out var named) && ReferenceEquals(named, pod))
        {
            _podsByName.Remove(name);
        }
    }

    private static void Move(TryLedger ledger, LinkedList<TryLedger> list)
    {
        if (ledger.Life.Place is { } place)
        {
            place.List?.Remove(place);
            list.AddLast(place);
        }
    }

    private void Count()
    {
        _counts.Open = _open.Count;
        _counts.Kept = _kept.Count;
    }
}
