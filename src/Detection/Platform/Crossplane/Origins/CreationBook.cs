using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Origins;

/// <summary>What tasks have made, for the resources that come to be known before or after. Bounded: the oldest is forgotten.</summary>
internal sealed class CreationBook
{
    private const int Max = 8_192;

    /// <summary>The time of creation is cut to whole seconds, and API servers differ by a little.</summary>
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    /// <summary>A webhook may hold a request up for half a minute before the resource is made.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ResourceName, List<Creation>> _byName = [];
    private readonly Dictionary<string, Creation> _byUid = new(StringComparer.Ordinal);
    private readonly Queue<Creation> _all = new();

    /// <returns>Null: it made nothing, or not for a task, or does not say what.</returns>
    public static Creation? Of(in AttributedEvent told)
    {
        if (told.Event is not PlatformAction { Outcome: ActionOutcome.Succeeded, IsDryRun: false } action || told.Attribution is not { IsTask: true, Owner.Try: { } owner })
        {
            return null;
        }

        // A patch makes what it does not find when it is a server-side apply, and the answer then says 201 as for a create.
        var isCreation = action.Verb == "create" || (action.Verb == "patch" && action.FieldManager.Length > 0 && action.Code is 201 or 0);
        var target = action.Target;
        return isCreation && target.Subresource.Length == 0 && target.ApiGroup.Length > 0 && (target.Name.Length > 0 || target.Uid.Length > 0)
            ? new Creation(
                new ResourceName(target.ApiGroup, target.Resource, target.Namespace, target.Name), target.Uid, owner,
                told.Attribution.Class == AttributionClass.Exact, action.At)
            : null;
    }

    public void Add(Creation creation)
    {
        _all.Enqueue(creation);
        if (creation.Uid.Length > 0)
        {
            _byUid[creation.Uid] = creation;
        }

        if (!_byName.TryGetValue(creation.Name, out var same))
        {
            _byName.Add(creation.Name, same = []);
        }

        same.Add(creation);
        while (_all.Count > Max)
        {
            Forget(_all.Dequeue());
        }
    }

    /// <summary>The request that made the resource: by its UID, else the last one about its name before it was there.</summary>
    public Creation? Find(PlatformResource resource)
    {
        if (_byUid.TryGetValue(resource.Uid, out var exact))
        {
            return exact;
        }

        if (resource.CreatedAt.IsMissing || !_byName.TryGetValue(resource.Name, out var same))
        {
            return null;
        }

        Creation? best = null;
        foreach (var creation in same)
        {
            var isAtThatTime = creation.At <= resource.CreatedAt.Add(After) && creation.At >= resource.CreatedAt.Add(-Before);
            if (creation.Uid.Length == 0 && isAtThatTime && (best is null || creation.At > best.At))
            {
                best = creation;
            }
        }

        return best;
    }

    private void Forget(Creation creation)
    {
        if (_byUid.TryGetValue(creation.Uid, out var byUid) && ReferenceEquals(byUid, creation))
        {
            _byUid.Remove(creation.Uid);
        }

        if (_byName.TryGetValue(creation.Name, out var same) && same.Remove(creation) && same.Count == 0)
        {
            _byName.Remove(creation.Name);
        }
    }
}
