using System.Collections.Immutable;
using Windsock.Model.Platform;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>Plays what becomes of a claim: the composite and the managed resource that Crossplane makes for it, their conditions, and
/// their end. Everything that Crossplane does comes after what a task or a person asked for.</summary>
/// <param name="task">Whose claim it is.</param>
internal sealed class ClaimLife(Stage stage, CrossplaneParts crossplane, TrueOwner task, string ns, string name)
{
    /// <summary>Chosen by clients of both API servers, by chance or by design: nothing that tells two requests apart.</summary>
    private readonly Guid _sharedId = stage.Random.NextGuid();

    private readonly string _suffix = stage.Random.Suffix(5);
    private CrossplaneResource _claim = null!;
    private CrossplaneResource _composite = null!;
    private CrossplaneResource _managed = null!;

    public string Uid { get; } = stage.Random.NextGuid().ToString();

    /// <summary>The request by which a task makes it. It chooses an audit id that another request at the other server has as well.</summary>
    public ApiRequest Creation(ApiCaller maker, ImmutableSortedDictionary<string, string> annotations) =>
        new ApiRequest(maker, "create", ResourceType.Claim, ns, name) { System = PlatformSystem.Crossplane, Id = _sharedId, Server = 0, Annotations = annotations }.Created(Uid);

    public ApiRequest Look(ApiCaller who) => new(who, "get", ResourceType.Claim, ns, name) { System = PlatformSystem.Crossplane, ObjectUid = Uid };

    public ApiRequest Deletion(ApiCaller who) => new(who, "delete", ResourceType.Claim, ns, name) { System = PlatformSystem.Crossplane, ObjectUid = Uid };

    /// <summary>It has just been created: Crossplane makes a composite of it, and of that a managed resource.</summary>
    /// <param name="readyAfter">From now; null: the provider is not allowed to make it.</param>
    public void Begin(ApiRequest creation, double? readyAfter)
    {
        var manager = creation.Caller.UserAgent.Split('/')[0];
        _claim = new CrossplaneResource(ResourceType.Claim, ns, name, Uid, stage.WholeSecond(stage.Now)) { Annotations = creation.Annotations, FirstManager = manager };
        Show(_claim);
        After(0.2, MakeComposite);
        After(0.5, MakeManaged);
        if (readyAfter is not { } seconds)
        {
            After(1.2, BeRefused);
            return;
        }

        After(1.0, () => Show(_managed = _managed.With(Synced()).With(NotReady("Creating"))));
        After(seconds - 0.4, () => Show(_managed = _managed.With(Ready())));
        After(seconds - 0.2, () => Show(_composite = _composite.With(Ready())));
        After(seconds, () => Show(_claim = _claim.With(Ready())));
        After(seconds, () => stage.Record(new BecameReady(stage.Now, task)));
    }

    /// <summary>It has just been deleted: each part goes when what is below it has gone.</summary>
    public void End()
    {
        var now = stage.WholeSecond(stage.Now);
        Show(_claim = _claim with { DeletionAt = now });
        After(0.2, () => Show(_composite = (_composite with { DeletionAt = now }).With(NotReady("Deleting"))));
        After(0.4, () => Show(_managed = (_managed with { DeletionAt = now }).With(NotReady("Deleting"))));
        After(1.4, () => stage.Record(new ResourceRemoved(stage.Now, _managed)));
        After(1.6, () => stage.Record(new ResourceRemoved(stage.Now, _composite)));
        After(1.8, () => stage.Record(new ResourceRemoved(stage.Now, _claim)));
    }

    private void MakeComposite()
    {
        var made = $"{name}-{_suffix}";
        var uid = stage.Random.NextGuid().ToString();
        _composite = new CrossplaneResource(ResourceType.Composite, "", made, uid, stage.WholeSecond(stage.Now))
        {
            Claim = (ns, name),
            Composite = made,
            Annotations = _claim.Annotations,
            FirstManager = "apiextensions.crossplane.io/claim",
        };
        var creation = new ApiRequest(crossplane.Core, "create", ResourceType.Composite, "", made) { System = PlatformSystem.Crossplane, Id = _sharedId, Server = 1 }.Created(uid);
        stage.Ask(stage.Now, creation, () => Show(_composite));
        _claim = _claim with { Child = (ResourceType.Composite, made) };
        Show(_claim = _claim.With(Synced()).With(NotReady("Waiting", "Claim is waiting for composite resource to become Ready")));
    }

    private void MakeManaged()
    {
        var made = $"{_composite.Name}-{stage.Random.Suffix(5)}";
        var uid = stage.Random.NextGuid().ToString();
        _managed = new CrossplaneResource(ResourceType.Managed, "", made, uid, stage.WholeSecond(stage.Now))
        {
            Controller = _composite,
            Claim = (ns, name),
            Composite = _composite.Name,
            FirstManager = "apiextensions.crossplane.io/composed/" + StableUid.Of("composed", _composite.Name),
        };
        var creation = new ApiRequest(crossplane.Core, "patch", ResourceType.Managed, "", made)
        {
            System = PlatformSystem.Crossplane,
            Query = "fieldManager=" + Uri.EscapeDataString(_managed.FirstManager) + "&force=true",
        }.Created(uid);
        stage.Ask(stage.Now, creation, () => Show(_managed));
        _composite = _composite with { Child = (ResourceType.Managed, made) };
        Show(_composite = _composite.With(Synced()).With(NotReady("Creating", $"Unready resources: {_suffix}")));
        stage.Say(stage.Now + TimeSpan.FromSeconds(0.3), crossplane.Provider, talk => talk.CallOutside(CrossplaneParts.CloudApi, "POST", "/", 200));
    }

    private void BeRefused()
    {
        const string Refusal = "create failed: async create failed: failed to create the resource: creating RDS DB Instance: operation error RDS: CreateDBInstance, https response error StatusCode: 403, "
            + "api error AccessDenied: User: arn:aws:sts::123456789012:assumed-role/crossplane-provider/1772625600 is not authorized to perform: rds:CreateDBInstance";
        _managed = _managed.With(new TrueCondition("Synced", false, "ReconcileError", Refusal, stage.WholeSecond(stage.Now)));
        Show(_managed = _managed.With(NotReady("Creating")));
        stage.Record(new BecameTroubled(stage.Now, task, "permission"));
    }

    private void Show(CrossplaneResource resource) => stage.Record(new ResourceShown(stage.Now, resource));

    private void After(double seconds, Action act) => stage.After(TimeSpan.FromSeconds(seconds), act);

    private TrueCondition Synced() => new("Synced", true, "ReconcileSuccess", "", stage.WholeSecond(stage.Now));

    private TrueCondition Ready() => new("Ready", true, "Available", "", stage.WholeSecond(stage.Now));

    private TrueCondition NotReady(string reason, string message = "") => new("Ready", false, reason, message, stage.WholeSecond(stage.Now));
}
