using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>What is known of one state: how its lock was held, as the Lease showed it, and who asked for the lock, as the API server's
/// audit tells it. Both come in any order; what they mean is judged by <see cref="LockJudge"/> when nothing earlier can come any more.</summary>
internal sealed class StateRecord(StateName name)
{
    private const int MaxHolds = 64;
    private const int MaxAccesses = 1_024;
    private const int MaxVersions = 4;

    private readonly List<string> _versions = [];

    /// <summary>When the lock was last seen to be free.</summary>
    private Instant _freeAt = Instant.Missing;

    public StateName Name { get; } = name;

    /// <summary>Workspace and suffix.</summary>
    public string Words { get; private set; } = name.Words;

    /// <summary>When it was last heard of, by the agent's clock.</summary>
    public Instant TouchedAt { get; set; }

    /// <summary>The Lease itself is seen: what it shows holds over what the audit makes one think.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>Null while nobody holds the lock, as far as the Lease shows.</summary>
    public LockHold? Current { get; private set; }

    /// <summary>In the order in which they began.</summary>
    public List<LockHold> Holds { get; } = [];

    /// <summary>In the order of their times.</summary>
    public List<LeaseAccess> Accesses { get; } = [];

    /// <summary>Runs that wait for the lock, by caller.</summary>
    public Dictionary<string, LockWait> Waits { get; } = new(StringComparer.Ordinal);

    /// <summary>Who holds the lock as far as the audit alone lets one know; null when nobody does.</summary>
    public LeaseAccess? Taken { get; set; }

    /// <summary>Versions of Terraform that used it, the last one last.</summary>
    public IReadOnlyList<string> Versions => _versions;

    public void See(StateLock seen, Instant at)
    {
        IsWatched = true;
        if (seen is { Workspace.Length: > 0, Suffix.Length: > 0 })
        {
            Words = $"{seen.Workspace}/{seen.Suffix}";
        }

        if (Current is { } current && current.Lock.LockId != seen.LockId)
        {
            End(current, at);
        }

        if (!seen.IsHeld)
        {
            _freeAt = at;
        }
        else if (Current is null)
        {
            Current = new LockHold(seen, BeganAt(seen, at));
            Holds.Add(Current);
            if (Holds.Count > MaxHolds)
            {
                Holds.RemoveAt(0);
            }
        }

        if (seen.Holder is { Version.Length: > 0 } holder)
        {
            AddVersion(holder.Version);
        }
    }

    /// <summary>The Lease is gone, and nobody can hold what is not there.</summary>
    public void SeeGone(Instant at)
    {
        if (Current is { } current)
        {
            End(current, at);
        }
    }

    public void Add(LeaseAccess access)
    {
        var index = Accesses.BinarySearch(access);
        Accesses.Insert(index < 0 ? ~index : index, access);
        if (Accesses.Count > MaxAccesses)
        {
            Accesses.RemoveAt(0);
        }
    }

    /// <returns>The version that used it before, when it was another one; else empty.</returns>
    public string AddVersion(string version)
    {
        if (version.Length == 0 || (_versions.Count > 0 && _versions[^1] == version))
        {
            return "";
        }

        var before = _versions.Count == 0 ? "" : _versions[^1];
        _versions.Remove(version);
        _versions.Add(version);
        if (_versions.Count > MaxVersions)
        {
            _versions.RemoveAt(0);
        }

        return before;
    }

    /// <summary>The holder says when it began to want the lock, by its own clock. That is when it got it, unless the lock was free later than
    /// that: then it waited. A clock that is ahead of ours says nothing.</summary>
    private Instant BeganAt(StateLock seen, Instant at)
    {
        var wanted = seen.Holder?.CreatedAt ?? Instant.Missing;
        return wanted.IsMissing || wanted > at || (!_freeAt.IsMissing && wanted < _freeAt) ? at : wanted;
    }

    private void End(LockHold hold, Instant at)
    {
        hold.Ended = at < hold.Began ? hold.Began : at;
        Current = null;
        _freeAt = at;
    }
}
