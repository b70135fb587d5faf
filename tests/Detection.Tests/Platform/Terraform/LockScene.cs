using System.Globalization;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Platform.Terraform;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Cluster;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Terraform;

/// <summary>Runs of Terraform on one state, as pods, the Lease and the API server's audit show them. Times are seconds of the test; audit comes
/// 20 s late, everything else at once.</summary>
internal sealed class LockScene
{
    public const string Lease = "lock-tfstate-default-network";
    public const string Agent = "HashiCorp/1.0 Terraform/1.11.4";

    private readonly TerraformPart _part;
    private readonly PlatformTelling _telling = new();
    private double _now;
    private int _ids;

    public LockScene(Action<TerraformOptions>? configure = null)
    {
        var options = new TerraformOptions();
        configure?.Invoke(options);
        _part = new TerraformPart(options, new CloudHostLookup(CloudHostTable.BuiltIn));
    }

    public List<PlatformMoment> Moments => _telling.Moments;

    public List<Finding> Findings => _telling.Findings;

    public List<AllClear> Clears => _telling.Clears;

    public IEnumerable<StateLockWaited> Waits => Moments.OfType<StateLockWaited>();

    public IEnumerable<StateLockReleased> Releases => Moments.OfType<StateLockReleased>();

    /// <summary>What the last action was to the state.</summary>
    public string Detail { get; private set; } = "";

    public IPlatformPart Part => _part;

    public PlatformTelling Telling => _telling;

    public static Owner Run(string uid, int number = 1, string run = "r1", string dag = "infra", string task = "apply") =>
        Watching.Owner(uid, dag: dag, task: task, run: run, number: number);

    public LockScene Pod(Owner owner, double since)
    {
        Tell(new TaskPodSeen(SomePod.Running(owner.PodUid, since), owner, SomePod.At(since)));
        return this;
    }

    public LockScene Ends(Owner owner, double at)
    {
        Tell(new TaskPodSeen(SomePod.Ended(owner.PodUid, 137, at), owner, SomePod.At(at)));
        return this;
    }

    public LockScene Goes(Owner owner, double at)
    {
        Tell(new TaskPodGone(owner.PodUid, SomePod.At(at)));
        return this;
    }

    public LockScene Held(string lockId, string who, double created, double? seen = null, string version = "1.11.4")
    {
        Tell(new StateLockSeen(
            new StateLock("airflow", Lease, "default", "network", lockId, new StateLockHolder(lockId, "OperationTypeApply", who, version, SomePod.At(created))),
            SomePod.At(seen ?? created)));
        return this;
    }

    public LockScene Free(double at)
    {
        Tell(new StateLockSeen(new StateLock("airflow", Lease, "default", "network", "", null), SomePod.At(at)));
        return this;
    }

    /// <summary>A run takes the lock, and the Lease shows it.</summary>
    public LockScene Takes(Owner owner, string lockId, double at) => Looks(owner, at).Writes(owner, at + 0.02).Held(lockId, $"root@{owner.PodName}", at - 0.01, at + 0.03);

    public LockScene GivesBack(Owner owner, double at) => Looks(owner, at).Writes(owner, at + 0.02).Free(at + 0.03);

    public LockScene Looks(Owner owner, double at) => Asks(owner, "get", at);

    public LockScene Writes(Owner owner, double at, ActionOutcome outcome = ActionOutcome.Succeeded) => Asks(owner, "update", at, outcome);

    public LockScene Asks(
        Owner? owner, string verb, double at, ActionOutcome outcome = ActionOutcome.Succeeded, ActionTarget? target = null, string agent = Agent)
    {
        var action = Action(verb, at, outcome, target ?? Target(Lease), agent);
        Tell(new AttributedEvent(action, owner is null
            ? ActionAttribution.Unknown
            : new ActionAttribution(owner, AttributionClass.Exact, CallerEvidence.PodUid)));
        return this;
    }

    public PlatformAction Action(string verb, double at, ActionOutcome outcome, ActionTarget target, string agent) => new(SomePod.At(at + 20))
    {
        Source = "kubernetes_audit",
        Id = (++_ids).ToString("D6", CultureInfo.InvariantCulture),
        System = PlatformSystem.Terraform,
        Verb = verb,
        Target = target,
        Caller = ActionCaller.Nobody,
        Outcome = outcome,
        At = SomePod.At(at),
        UserAgent = agent,
    };

    public static ActionTarget Target(string lease) => new("coordination.k8s.io", "leases", "", "airflow", lease);

    public static ActionTarget Secret(string name) => new("", "secrets", "", "airflow", name);

    public void Tell(TaskFact fact) => _part.Observe(fact, _telling);

    public void Tell(PlatformEvent @event) => _part.Observe(@event, _telling);

    public void Tell(AttributedEvent action) => Detail = _part.Observe(action, _telling) ?? "";

    /// <summary>Lets time pass, second by second.</summary>
    public LockScene Until(double seconds)
    {
        for (; _now <= seconds; _now++)
        {
            _part.Advance(SomePod.At(_now), _telling);
        }

        return this;
    }
}
