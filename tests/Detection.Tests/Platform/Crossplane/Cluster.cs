using System.Collections.Immutable;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Crossplane;
using Windsock.Model.Cluster;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>A cluster with Crossplane, as the part is told of it; times are seconds after the agent's start.</summary>
internal sealed class Cluster
{
    public static readonly Instant Start = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static readonly TaskTry Provision = new(new TaskKey("airflow", "etl", "provision"), "manual__1", 1, -1, IdForm.Raw);

    private readonly CrossplanePart _part;
    private readonly PlatformTelling _telling = new();

    public Cluster(ClaimWatchOptions? options = null, CrossplaneOrphanOptions? orphans = null)
    {
        _part = new CrossplanePart(options ?? new ClaimWatchOptions(), orphans ?? new CrossplaneOrphanOptions(), Start);
        Types(0);
    }

    public List<PlatformMoment> Moments => _telling.Moments;

    public List<Finding> Findings => _telling.Findings;

    public List<AllClear> Clears => _telling.Clears;

    public double Now { get; private set; }

    public static Instant At(double seconds) => Start.Add(TimeSpan.FromSeconds(seconds));

    public Cluster Types(double at) => See(
        new ResourceTypeSeen("db.example.org", "postgresqlinstances", "PostgreSQLInstance", ResourceRole.Claim, At(at)),
        new ResourceTypeSeen("db.example.org", "xpostgresqlinstances", "XPostgreSQLInstance", ResourceRole.Composite, At(at)),
        new ResourceTypeSeen("rds.aws.upbound.io", "instances", "Instance", ResourceRole.Managed, At(at)));

    public Cluster Synced(double at = 1) => See(
        new ResourcesSynced("db.example.org", "postgresqlinstances", At(at)), new ResourcesSynced("db.example.org", "xpostgresqlinstances", At(at)),
        new ResourcesSynced("rds.aws.upbound.io", "instances", At(at)));

    public Cluster See(params IEnumerable<PlatformEvent> events)
    {
        foreach (var @event in events)
        {
            if (@event is PlatformAction action)
            {
                _part.Observe(new AttributedEvent(action, ActionAttribution.Unknown), _telling);
            }
            else
            {
                _part.Observe(@event, _telling);
            }
        }

        return this;
    }

    /// <summary>The resource as it is now.</summary>
    public Cluster See(PlatformResource resource, double at) => See(new ResourceSeen(resource, At(at)));

    public Cluster Gone(PlatformResource resource, double at) => See(new ResourceGone(resource.Name, resource.Uid, At(at)));

    public string? Ask(PlatformAction action, TaskTry? by = null, AttributionClass how = AttributionClass.Exact) => _part.Observe(Told(action, by, how), _telling);

    public Cluster Ask(AttributedEvent told)
    {
        _part.Observe(told, _telling);
        return this;
    }

    public Cluster See(Connection connection)
    {
        _part.Observe(connection, _telling);
        return this;
    }

    public Cluster PodRuns(string uid, double at, PodPhase phase = PodPhase.Running) => Learn(new TaskPodSeen(
        new PodState { Uid = uid, Namespace = "airflow", Name = uid, Phase = phase, CreatedAt = At(at) }, OwnerOf(Provision), At(at)));

    public Cluster Learn(TaskFact fact)
    {
        _part.Observe(fact, _telling);
        return this;
    }

    /// <summary>Lets time pass, second by second for the first ten minutes and then in steps of thirty.</summary>
    public Cluster Until(double seconds)
    {
        while (Now < seconds)
        {
            Now = Math.Min(seconds, Now + (seconds - Now > 1_200 ? 30 : 1));
            _part.Advance(At(Now), _telling);
        }

        return this;
    }

    public static AttributedEvent Told(PlatformAction action, TaskTry? by, AttributionClass how = AttributionClass.Exact) =>
        new(action, by is null ? ActionAttribution.Unknown : new ActionAttribution(OwnerOf(by), how, CallerEvidence.PodUid));

    public static Owner OwnerOf(TaskTry by) => new() { Kind = OwnerKind.Task, Try = by, Namespace = by.Task.Namespace, PodName = "pod-1", PodUid = "pod-uid" };

    public static PlatformAction Create(ResourceName name, double at, string uid = "", string verb = "create", ActionOutcome outcome = ActionOutcome.Succeeded) => new(At(at + 30))
    {
        Source = "kubernetes_audit",
        Id = $"{name} {at}",
        System = PlatformSystem.Crossplane,
        Verb = verb,
        Target = new ActionTarget(name.ApiGroup, name.Resource, "", name.Namespace, name.Name, uid),
        Caller = ActionCaller.Nobody,
        Outcome = outcome,
        Code = outcome == ActionOutcome.Succeeded ? 201 : 403,
        At = At(at),
    };

    public static PlatformResource Claim(string name = "db-1", double created = 10, string uid = "c1") => new()
    {
        Name = new ResourceName("db.example.org", "postgresqlinstances", "airflow", name),
        Uid = uid,
        Kind = "PostgreSQLInstance",
        Role = ResourceRole.Claim,
        CreatedAt = At(created),
    };

    public static PlatformResource Composite(PlatformResource? claim = null, string name = "db-1-x7k", double created = 11, string uid = "x1") => new()
    {
        Name = new ResourceName("db.example.org", "xpostgresqlinstances", "", name),
        Uid = uid,
        Kind = "XPostgreSQLInstance",
        Role = ResourceRole.Composite,
        CreatedAt = At(created),
        Claim = claim is null ? null : (claim.Name.Namespace, claim.Name.Name),
        ClaimKind = claim?.Kind ?? "",
        Composite = name,
    };

    public static PlatformResource Managed(PlatformResource composite, string name = "db-1-x7k-rds", double created = 12, string uid = "m1") => new()
    {
        Name = new ResourceName("rds.aws.upbound.io", "instances", "", name),
        Uid = uid,
        Kind = "Instance",
        Role = ResourceRole.Managed,
        CreatedAt = At(created),
        Claim = composite.Claim,
        Composite = composite.Name.Name,
        Owners = [Owner(composite)],
    };

    public static ResourceOwner Owner(PlatformResource composite) => new(composite.Name.ApiGroup, composite.Kind, composite.Name.Name, composite.Uid, true);

    public static ResourceCondition Ready(double at) => new("Ready", "True", "Available", "", At(at));

    public static ResourceCondition Creating(double at) => new("Ready", "False", "Creating", "", At(at));

    public static ResourceCondition Unsynced(double at, string message) => new("Synced", "False", "ReconcileError", message, At(at));

    public static ImmutableDictionary<string, string> Marks(string dag = "etl", string task = "provision") =>
        ImmutableDictionary<string, string>.Empty.Add("dag-id", dag).Add("task-id", task).Add("run-id", "manual__1").Add("try-number", "1");
}
