using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>Says what requests about a Lease mean, in the order of their times. Terraform's Kubernetes backend reads the Lease and then
/// writes it, to take the lock and to give it back, within milliseconds. When the lock is taken it reads, writes nothing, and either
/// gives up at once or reads again after 1, 2, 4, 8 and then every 16 s. So a read that no write of the same run follows is a refusal.</summary>
/// <param name="pods">By whose names holders are known.</param>
/// <param name="lag">How late audit may come.</param>
internal sealed class LockJudge(HolderPods pods, TimeSpan lag)
{
    /// <summary>A client that is throttled, and a slow API server, still write within this time after they have read.</summary>
    private static readonly TimeSpan WriteWithin = TimeSpan.FromSeconds(10);

    /// <summary>Terraform reads again every 16 s at least while it waits.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(20);

    /// <summary>How far the clocks of a pod, of the API server and of this agent may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>Judges what is due: of which nothing earlier can come any more.</summary>
    public void Settle(StateRecord state, Instant now, ICollection<LockWait> waits, ICollection<LockRelease> releases)
    {
        var due = now.Add(-lag);
        for (var index = 0; index < state.Accesses.Count && state.Accesses[index].At <= due; index++)
        {
            var access = state.Accesses[index];
            if (!access.IsSettled)
            {
                access.IsSettled = true;
                Judge(state, index, waits, releases);
            }
        }

        foreach (var wait in state.Waits.Values.Where(wait => HasGivenUp(wait, due)).ToList())
        {
            state.Waits.Remove(wait.Caller);
            waits.Add(wait);
        }

        foreach (var hold in state.Holds)
        {
            if (hold is { IsOver: true, IsTold: false } && hold.Ended <= due)
            {
                hold.IsTold = true;
                releases.Add(new LockRelease(hold.Lock.Holder?.Operation ?? "", hold.Ended.Since(hold.Began), HolderOf(hold), hold.Ended));
            }
        }

        var old = due.Add(-KeptFor);
        state.Accesses.RemoveAll(access => access.IsSettled && access.At < old);
        state.Holds.RemoveAll(hold => hold.IsTold && hold.Ended < old);
    }

    /// <summary>Who holds it: by the API server's word, else by the holder's own when one pod of that name lived when it took the lock.
    /// Null when that is not known.</summary>
    public Owner? HolderOf(LockHold hold) => hold.Taker ?? PodOf(hold)?.Owner;

    /// <summary>Null when none or several fit.</summary>
    public HolderPod? PodOf(LockHold hold)
    {
        if (hold.Taker is { } taker && pods.Find(taker.PodUid) is { } known)
        {
            return known;
        }

        var named = pods.Named(hold.Lock.Holder?.Host ?? "");
        var lived = named.Where(pod => pod.LivedAt(hold.Began, Skew)).ToList();
        lived = lived.Count > 0 ? lived : [.. named.Where(pod => pod.MayHaveLivedAt(hold.Began, Skew))];
        var near = lived.Where(pod => pod.Owner.Namespace == hold.Lock.Namespace).ToList();
        return lived is [var only] ? only : near is [var own] ? own : null;
    }

    /// <summary>Who would hold the lock just before that time, as far as the audit alone tells; null when nobody does.</summary>
    public static LeaseAccess? TakenBefore(StateRecord state, LeaseAccess access)
    {
        LeaseAccess? taken = null;
        foreach (var earlier in state.Accesses)
        {
            if (earlier.CompareTo(access) >= 0)
            {
                break;
            }

            taken = earlier.Use switch
            {
                LeaseUse.Write => taken is null ? earlier : null,
                LeaseUse.Delete => null,
                _ => taken,
            };
        }

        return taken;
    }

    private void Judge(StateRecord state, int index, ICollection<LockWait> waits, ICollection<LockRelease> releases)
    {
        var access = state.Accesses[index];
        switch (access.Use)
        {
            case LeaseUse.Look when IsRefusal(state, index):
            case LeaseUse.LostRace:
                Refuse(state, access, waits);
                break;
            case LeaseUse.Write when IsTaking(state, access):
                Take(state, access, waits);
                break;
            case LeaseUse.Write or LeaseUse.Delete:
                Release(state, access, releases);
                break;
            default:
                break;
        }
    }

    private bool IsRefusal(StateRecord state, int index)
    {
        var look = state.Accesses[index];
        var next = state.Accesses.Skip(index + 1).FirstOrDefault(access => access.Caller == look.Caller);
        if (next is { Use: LeaseUse.Write or LeaseUse.Delete } && next.At.Since(look.At) <= WriteWithin)
        {
            return false;
        }

        if (state.IsWatched)
        {
            return HoldOfAnother(state, look) is not null;
        }

        // Only the audit: somebody else is known to hold the lock, or the run asks again and again.
        return state.Taken is { } taken
            ? taken.Caller != look.Caller
            : state.Waits.ContainsKey(look.Caller) || (next is { Use: LeaseUse.Look } && next.At.Since(look.At) <= GivesUpAfter);
    }

    /// <summary>A write takes the lock or gives it back, and its record does not say which.</summary>
    private static bool IsTaking(StateRecord state, LeaseAccess write)
    {
        var begins = state.Holds.Exists(hold => hold.Began.Add(-Skew) <= write.At && write.At <= hold.Began.Add(Skew));
        var ends = state.Holds.Exists(hold => hold.IsOver && hold.Ended.Add(-Skew) <= write.At && write.At <= hold.Ended.Add(Skew));
        return begins != ends ? begins : state.Taken is null || (state.Taken.Caller != write.Caller && state.Waits.ContainsKey(write.Caller));
    }

    /// <summary>By whom the lock was held then, other than by who asks: at that very time, else within what clocks differ by.</summary>
    private LockHold? HoldOfAnother(StateRecord state, LeaseAccess access)
    {
        var others = state.Holds.Where(hold => hold.Covers(access.At, Skew) && PodOf(hold)?.Uid != access.Caller).ToList();
        return others.FindLast(hold => hold.Covers(access.At, TimeSpan.Zero)) ?? others.LastOrDefault();
    }

    private void Refuse(StateRecord state, LeaseAccess access, ICollection<LockWait> waits)
    {
        if (state.Waits.TryGetValue(access.Caller, out var wait) && access.At.Since(wait.Last) > GivesUpAfter)
        {
            state.Waits.Remove(access.Caller);
            waits.Add(wait);
            wait = null;
        }

        if (wait is null)
        {
            var hold = HoldOfAnother(state, access);
            wait = new LockWait(access.Caller, access.At, hold, hold is null ? state.Taken?.Owner : HolderOf(hold));
            state.Waits[access.Caller] = wait;
        }

        wait.Last = access.At;
        wait.Owner = access.Owner ?? wait.Owner;
        wait.Refusals++;
    }

    private static void Take(StateRecord state, LeaseAccess write, ICollection<LockWait> waits)
    {
        state.Taken = write;

        // Short runs follow one another within what clocks differ by: the hold that began nearest to the write is its.
        var near = state.Holds.Where(one => one.Taker is null && one.Began.Add(-Skew) <= write.At && write.At <= one.Began.Add(Skew));
        if (near.MinBy(one => one.Began.Since(write.At).Duration()) is { } hold)
        {
            hold.Taker = write.Owner;
        }

        if (state.Waits.Remove(write.Caller, out var wait))
        {
            wait.Last = write.At;
            wait.WasTaken = true;
            waits.Add(wait);
        }
    }

    private static void Release(StateRecord state, LeaseAccess write, ICollection<LockRelease> releases)
    {
        if (state is { IsWatched: false, Taken: { } taken })
        {
            releases.Add(new LockRelease("", write.At.Since(taken.At), taken.Owner, write.At));
        }

        state.Taken = null;
    }

    private bool HasGivenUp(LockWait wait, Instant due)
    {
        var isGone = wait.Owner is { } owner && pods.Find(owner.PodUid) is { Lives: false } pod && pod.Ended <= due && wait.Last <= due;
        return isGone || due.Since(wait.Last) > GivesUpAfter;
    }
}
