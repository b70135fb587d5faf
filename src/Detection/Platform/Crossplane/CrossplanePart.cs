using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Detection.Platform.Crossplane.Orphans;
using Windsock.Detection.Platform.Crossplane.Traffic;
using Windsock.Detection.Platform.Crossplane.Troubles;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Crossplane;

/// <summary>Understands Crossplane: which try made a claim and what hangs below it, when that became ready, what is not in order with it, and
/// what is left behind.</summary>
internal sealed class CrossplanePart : IPlatformPart
{
    /// <summary>Label <c>source</c> of what the watches tell.</summary>
    private const string Source = "crossplane";

    /// <summary>A resource that was there before the agent is followed to its readiness if it is not older than this: a creation takes minutes.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <summary>What only time brings about is looked for this often.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private const int MaxTold = 64;

    private readonly ClaimWatchOptions _options;
    private readonly Instant _startedAt;
    private readonly ResourceTypes _types = new();
    private readonly ResourceBook _book = new();
    private readonly CreationBook _creations = new();
    private readonly SeenDags _dags = new();
    private readonly WaitingRoom _waiting;
    private readonly OrphanRule _orphans;
    private readonly ProviderTraffic _traffic;
    private Instant _lookedAt;

    /// <param name="startedAt">Of the agent: what was made later is followed from its beginning.</param>
    public CrossplanePart(ClaimWatchOptions options, CrossplaneOrphanOptions orphans, Instant startedAt)
    {
        _options = options;

        // Times of creation are whole seconds.
        _startedAt = startedAt.Add(TimeSpan.FromSeconds(-1));
        var origins = new OriginFinder(_dags);
        _waiting = new WaitingRoom(_book, origins, options.OwnerWait);
        _orphans = new OrphanRule(orphans, _types, _book, origins, _dags);
        _traffic = new ProviderTraffic(options.ProviderNamespaces, _book, origins);
    }

    public string? Observe(in AttributedEvent action, PlatformTelling telling)
    {
        if (action.Event is not PlatformAction asked)
        {
            return null;
        }

        if (action.Attribution.Owner?.Task is { } task)
        {
            _dags.Observe(task, asked.At);
        }

        if (CreationBook.Of(action) is { } creation)
        {
            _creations.Add(creation);
            var made = creation.Uid.Length > 0 ? _book.Find(creation.Uid) : _book.Find(creation.Name);
            if (made is not null)
            {
                made.Creation = _creations.Find(made.Resource);
            }
        }

        return Describe(asked.Target);
    }

    public void Observe(PlatformEvent @event, PlatformTelling telling)
    {
        switch (@event)
        {
            case ResourceTypeSeen type:
                _types.Observe(type);
                break;
            case ResourcesSynced synced:
                _types.Observe(synced);
                break;
            case ResourceSeen seen:
                Take(seen.Resource, seen.ReceivedAt, telling);
                break;
            case ResourceGone gone when _book.Remove(gone.Uid, gone.ReceivedAt) is { } entry:
                _traffic.Observe(entry, gone.ReceivedAt, telling);
                _orphans.Gone(entry, gone.ReceivedAt, telling);
                break;
            case PlatformGap { Source: Source, Reason: "lost" }:
                _types.Doubt();
                break;
            default:
                break;
        }
    }

    public void Observe(Connection connection, PlatformTelling telling) => _traffic.Observe(connection);

    public void Observe(TaskFact fact, PlatformTelling telling) => _dags.Observe(fact);

    public void Advance(Instant now, PlatformTelling telling)
    {
        _waiting.Advance(now, telling);
        if (!_lookedAt.IsMissing && now.Since(_lookedAt) < LookEvery)
        {
            return;
        }

        _lookedAt = now;
        _book.Advance(now);
        LookForStuck(now, telling);
        _orphans.Look(now, telling);
        _traffic.Advance(now, telling);
    }

    private string? Describe(ActionTarget target)
    {
        if (_types.Find(target.ApiGroup, target.Resource) is not { } type)
        {
            return null;
        }

        var role = PlatformNames.Of(type.Role);
        return (target.Namespace.Length, target.Name.Length) switch
        {
            (0, 0) => role,
            (_, 0) => $"{role} in {target.Namespace}",
            (0, _) => $"{role} {target.Name}",
            _ => $"{role} {target.Namespace}/{target.Name}",
        };
    }

    private void Take(PlatformResource resource, Instant at, PlatformTelling telling)
    {
        var isReady = TroubleReader.IsReady(resource);
        if (_book.Take(resource, isUnready: !isReady, at) is not { } entry)
        {
            return;
        }

        entry.Creation ??= _creations.Find(resource);
        entry.PendingSince = !resource.IsCreationPending ? Instant.Missing : entry.PendingSince.IsMissing ? at : entry.PendingSince;
        if (isReady && !entry.HasToldReady)
        {
            entry.HasToldReady = true;
            TellReady(entry, at, telling);
        }

        foreach (var trouble in TroubleReader.Of(resource, at))
        {
            Tell(entry, trouble, at, telling);
        }

        _traffic.Observe(entry, at, telling);
    }

    /// <summary>Only of what a task asked for, not of the composite behind it; and not again for what was ready before the agent came.</summary>
    private void TellReady(ResourceEntry entry, Instant at, PlatformTelling telling)
    {
        var created = entry.Resource.CreatedAt;
        var isFollowed = !created.IsMissing && (created >= _startedAt || (entry.BeganUnready && entry.FirstSeenAt.Since(created) <= Young));
        if (!entry.IsRoot || !isFollowed)
        {
            return;
        }

        var ready = entry.Condition("Ready")?.ChangedAt is { IsMissing: false } changed && changed >= created ? changed : at;
        _waiting.BecameReady(entry, ready.Since(created), ready, at, telling);
    }

    private void Tell(ResourceEntry entry, Trouble trouble, Instant at, PlatformTelling telling)
    {
        if (entry.Told.Count < MaxTold && entry.Told.Add(trouble.Key))
        {
            _waiting.Troubled(entry, trouble, at, telling);
        }
    }

    /// <summary>Creations and deletions that do not come to an end. Of a chain that is being deleted, the lowest is what hangs.</summary>
    private void LookForStuck(Instant now, PlatformTelling telling)
    {
        var waitForOthers = _book.Live.Where(entry => entry.IsDeleting).Select(entry => _book.ParentOf(entry, out _)).OfType<ResourceEntry>().ToHashSet();
        foreach (var entry in _book.Live)
        {
            if (entry.IsDeleting && now.Since(entry.Resource.DeletionAt) >= _options.DeletionHangs && !waitForOthers.Contains(entry))
            {
                Tell(entry, TroubleReader.DeletionOf(entry, now), now, telling);
            }

            if (!entry.PendingSince.IsMissing && now.Since(entry.PendingSince) >= _options.CreationPending)
            {
                Tell(entry, TroubleReader.CreationOf(now), now, telling);
            }
        }
    }
}
