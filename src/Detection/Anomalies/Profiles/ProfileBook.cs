using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.State;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>The profiles of all tasks: asked before a try is judged, taught by tries whose evidence is whole, kept in a state store in
/// shards so that a change writes a part of them only. Bounded: the profile that was used longest ago goes first. One thread at a
/// time.</summary>
internal sealed class ProfileBook
{
    /// <summary>Parts that are written on their own.</summary>
    public const int Shards = 16;

    /// <summary>In which every part that has changed is written once: a kill costs what was learned since, the end of the agent nothing.</summary>
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(30);

    private readonly ProfileOptions _options;
    private readonly IStateStore? _store;
    private readonly string _writer;
    private readonly ProfileCounts _counts;
    private readonly ImmutableArray<ForgetRule> _forget;
    private readonly Dictionary<ProfileKey, LinkedListNode<TaskProfile>> _profiles = [];
    private readonly LinkedList<TaskProfile> _byUse = new();
    private readonly Dictionary<(string Namespace, string Dag), List<TaskProfile>> _byDag = [];
    private readonly bool[] _dirty = new bool[Shards];
    private volatile ElderProfiles _elders = ElderProfiles.None;
    private Instant _writtenAt;
    private int _lastWritten = Shards - 1;

    /// <param name="store">Null: what is learned is lost at the end.</param>
    /// <param name="writer">Under which the shards are kept: the node's name.</param>
    public ProfileBook(ProfileOptions options, IStateStore? store, string writer, ProfileCounts counts)
    {
        (_options, _store, _counts) = (options, store, counts);
        _writer = StateNames.Of(writer);
        _forget = [.. options.Forget.Select(text => ForgetRule.Parse(text, out _)).OfType<ForgetRule>()];
        Restore();
        LookAround();
    }

    /// <summary>Null while too few runs are known to hold anything against a try, here and to other agents.</summary>
    public TaskProfile? Find(ProfileKey key)
    {
        var own = _profiles.GetValueOrDefault(key)?.Value;
        return own is not null && own.Runs >= _options.MinRuns ? own : ElderOf(key) is { } elder && elder.Runs >= _options.MinRuns ? elder : null;
    }

    /// <summary>Looks at what other agents have learned that write into the same place, so that a task need not be learned anew on every
    /// node. From any thread, and it may wait for a disk.</summary>
    public void LookAround()
    {
        if (_store is not null)
        {
            _elders = ElderProfiles.Read(_store, _writer);
        }
    }

    /// <summary>Some other task of the DAG talks to that peer, or the same one in its first tries or retries.</summary>
    public bool IsKnownToDag(ProfileKey key, string peer)
    {
        foreach (var profile in _byDag.GetValueOrDefault((key.Namespace, key.Dag)) ?? [])
        {
            if (profile.Key != key && profile.HasMet(peer))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="isUsual">No rule found its numbers far from usual.</param>
    public void Learn(TryView view, ProfileKey key, bool isUsual)
    {
        if (WhyNot(view) is { } reason)
        {
            _counts.CountPassedOver(reason);
            Sight(view, key);
            return;
        }

        var profile = Enter(key);
        var forgotten = profile.ForgottenPeers;
        profile.Learn(
            TryTrace.Of(view),
            isUsual,
            NamesOf(view.Peers),
            [.. view.Troubles.Select(trouble => trouble.Habit), .. (view.Traffic.Metadata.Connections > 0 ? [MetadataServiceAccess.MetadataServiceAccessDetector.Habit] : Array.Empty<string>())]);
        _counts.Learned.Add();
        _counts.ForgottenPeers.Add(profile.ForgottenPeers - forgotten);
        _dirty[ProfileNames.ShardOf(profile.Key)] = true;
    }

    public void Advance(Instant now)
    {
        if (_store is null || (!_writtenAt.IsMissing && now.Since(_writtenAt) < WriteEvery / Shards))
        {
            return;
        }

        // One part at a time, so that no beat takes long, and one after the other, so that a busy part does not keep the others waiting.
        for (var step = 1; step <= Shards; step++)
        {
            var shard = (_lastWritten + step) % Shards;
            if (_dirty[shard])
            {
                (_writtenAt, _lastWritten) = (now, shard);
                Write(shard);
                return;
            }
        }
    }

    /// <summary>Forgets tasks that do not run any more.</summary>
    public void Expire(Instant now)
    {
        for (var node = _byUse.First; node is not null;)
        {
            var (profile, next) = (node.Value, node.Next);
            if (now.Since(profile.LastAt) > _options.Keep)
            {
                Remove(profile);
                _counts.CountForgotten(ForgottenBecause.Unused);
            }

            node = next;
        }
    }

    public void Finish()
    {
        for (var shard = 0; _store is not null && shard < Shards; shard++)
        {
            if (_dirty[shard])
            {
                Write(shard);
            }
        }
    }

    /// <summary>Nothing that is not whole may teach anybody what is usual. A try that failed stopped somewhere on its way.</summary>
    private static PassedOverBecause? WhyNot(TryView view) =>
        !view.Evidence.IsComplete ? PassedOverBecause.Incomplete
        : view.Try.TryNumber == 0 ? PassedOverBecause.Unidentified
        : view.Case.Result == TryResult.Failed ? PassedOverBecause.Failed
        : null;

    /// <summary>What was lost and what broke off may be numbers; who was there was there, and was told of if that was news.</summary>
    private void Sight(TryView view, ProfileKey key)
    {
        // Those without a name of their own may only have lost it.
        var peers = NamesOf(view.Peers.Where(peer => peer.Key.Kind is not (PeerKind.Entity or PeerKind.Cidr))).ToList();
        if (view.Try.TryNumber != 0 && peers.Count > 0)
        {
            Enter(key).Sight(peers, view.LastSignAt);
            _dirty[ProfileNames.ShardOf(key)] = true;
        }
    }

    private static IEnumerable<string> NamesOf(IEnumerable<PeerLedger> peers) =>
        peers.Where(PeerNovelty.Concerns).Select(PeerNovelty.NameOf).Distinct(StringComparer.Ordinal);

    private TaskProfile Enter(ProfileKey key)
    {
        if (_profiles.TryGetValue(key, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddLast(known);
            return known.Value;
        }

        if (_profiles.Count >= _options.MaxProfiles)
        {
            Remove(_byUse.First!.Value);
            _counts.CountForgotten(ForgottenBecause.Limit);
        }

        // Who begins goes on from what is known elsewhere.
        return Add(ElderOf(key)?.Copy() ?? new TaskProfile(key));
    }

    /// <summary>What is to be forgotten here is not to come back from elsewhere.</summary>
    private TaskProfile? ElderOf(ProfileKey key) => _elders.Find(key) is { } elder && !IsForgotten(elder) ? elder : null;

    private bool IsForgotten(TaskProfile profile) => _forget.Any(rule => rule.Covers(profile.Key, profile.LastAt));

    private TaskProfile Add(TaskProfile profile)
    {
        _profiles.Add(profile.Key, _byUse.AddLast(profile));
        var dag = (profile.Key.Namespace, profile.Key.Dag);
        if (!_byDag.TryGetValue(dag, out var ofDag))
        {
            _byDag.Add(dag, ofDag = []);
        }

        ofDag.Add(profile);
        _counts.Profiles = _profiles.Count;
        return profile;
    }

    private void Remove(TaskProfile profile)
    {
        if (_profiles.Remove(profile.Key, out var node))
        {
            _byUse.Remove(node);
        }

        var dag = (profile.Key.Namespace, profile.Key.Dag);
        if (_byDag.TryGetValue(dag, out var ofDag) && ofDag.Remove(profile) && ofDag.Count == 0)
        {
            _byDag.Remove(dag);
        }

        _dirty[ProfileNames.ShardOf(profile.Key)] = true;
        _counts.Profiles = _profiles.Count;
    }

    private void Write(int shard)
    {
        _dirty[shard] = false;
        _store!.Write(ProfileNames.Of(_writer, shard), ProfileJson.Write(_byUse.Where(profile => ProfileNames.ShardOf(profile.Key) == shard)));
    }

    private void Restore()
    {
        List<TaskProfile> restored = [];
        for (var shard = 0; _store is not null && shard < Shards; shard++)
        {
            var name = ProfileNames.Of(_writer, shard);
            if (_store.Read(name) is { } content)
            {
                try
                {
                    restored.AddRange(ProfileJson.Read(content));
                }
                catch (FormatException failure)
                {
                    _store.SetAside(name, failure.Message);
                }
            }
        }

        foreach (var profile in restored.OrderBy(profile => profile.LastAt).TakeLast(_options.MaxProfiles))
        {
            if (IsForgotten(profile))
            {
                _counts.CountForgotten(ForgottenBecause.Asked);
                _dirty[ProfileNames.ShardOf(profile.Key)] = true;
            }
            else if (!_profiles.ContainsKey(profile.Key))
            {
                Add(profile);
            }
        }
    }
}
