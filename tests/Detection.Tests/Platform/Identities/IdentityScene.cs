using System.Collections.Immutable;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Identities;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Sources;
using Windsock.Model.State;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Identities;

/// <summary>Pods, connections and actions as they are told to the part, one after the other. Times are seconds; the agent started at 0.</summary>
internal sealed class IdentityScene
{
    private readonly PlatformTelling _telling = new();

    public IdentityScene(Action<IdentitiesOptions>? configure = null, IStateStore? store = null)
    {
        var options = new IdentitiesOptions();
        configure?.Invoke(options);
        Part = new IdentitiesPart(options, CloudHostTable.BuiltIn, new DetectionSurroundings { StartedAt = SomePod.At(0), Store = store });
    }

    public IdentitiesPart Part { get; }

    public IReadOnlyList<Finding> Findings => _telling.Findings;

    public IReadOnlyList<AllClear> Clears => _telling.Clears;

    public Finding Only => Assert.Single(Findings);

    /// <summary>A pod of a task is scheduled, before its first container begins.</summary>
    public IdentityScene Start(Owner owner, double at) => Tell(new TaskPodSeen(SomePod.Pending(owner.PodUid) with { CreatedAt = SomePod.At(at) }, owner, SomePod.At(at)));

    /// <summary>A pod that ran already when it came into view.</summary>
    public IdentityScene FindRunning(Owner owner, double created, double at) =>
        Tell(new TaskPodSeen(SomePod.Running(owner.PodUid, created) with { CreatedAt = SomePod.At(created) }, owner, SomePod.At(at)));

    public IdentityScene Gone(Owner owner, double at) => Tell(new TaskPodGone(owner.PodUid, SomePod.At(at)));

    public IdentityScene Lose(double at) => Tell(new EvidenceLost("hubble", LossReason.HubbleRingBuffer, 9, SomePod.At(at - 1), SomePod.At(at)));

    public IdentityScene Turn(bool isUp, double at) => Tell(new SourceTurned("hubble", isUp, SomePod.At(at), SomePod.At(at)));

    /// <summary>The pod connects to a place by the name that it looked up.</summary>
    public IdentityScene Call(Owner owner, string name, double at, ConnectionOutcome outcome = ConnectionOutcome.Established, ushort port = 443) =>
        Connect(owner, new Peer(PeerKind.Dns, name), IpAddress.FromIPv4(0x34000001), at, outcome, port);

    public IdentityScene CallAddress(Owner owner, string address, double at, ConnectionOutcome outcome = ConnectionOutcome.Established)
    {
        Assert.True(IpAddress.TryParse(address, out var ip));
        return Connect(owner, new Peer(PeerKind.Cidr, address + "/32"), ip, at, outcome, 80);
    }

    public IdentityScene Connect(Owner owner, Peer peer, IpAddress address, double at, ConnectionOutcome outcome = ConnectionOutcome.Established, ushort port = 443)
    {
        Part.Observe(SomeFlow.Connection(owner, outcome, at) with { ServerAsPeer = peer, ServerIp = address, ServerPort = port }, _telling);
        return this;
    }

    public IdentityScene Show(Owner owner, double at, uint identity = 0, params ImmutableArray<string> labels)
    {
        Part.Observe(new Detection.Anomalies.IdentitySighting(owner, identity == 0 ? null : new Endpoint { Identity = identity, Labels = labels }, SomePod.At(at)), _telling);
        return this;
    }

    public IdentityScene Verify(Owner owner, string principal, double at)
    {
        Part.Observe(new PrincipalSighting(owner, principal, SomePod.At(at)), _telling);
        return this;
    }

    public IdentityScene Ask(Owner? owner, PlatformAction action, CallerEvidence evidence = CallerEvidence.PodUid)
    {
        var @class = owner is null ? AttributionClass.Unknown : evidence is CallerEvidence.PodUid or CallerEvidence.PodName ? AttributionClass.Exact : AttributionClass.Inferred;
        Assert.Null(Part.Observe(new AttributedEvent(action, new ActionAttribution(owner, @class, owner is null ? CallerEvidence.None : evidence)), _telling));
        return this;
    }

    public IdentityScene Until(double at) => Until(SomePod.At(at));

    public DagIdentity Row(string dag = "etl") => Assert.Single(Part.Read(null, dag).Identities);

    public static PlatformAction Action(double at, string verb = "create", string resource = "secrets", string space = "prod", string username = "system:serviceaccount:airflow:etl-sa") => new(SomePod.At(at))
    {
        Source = "kubernetes_audit",
        Id = "a-1",
        System = PlatformSystem.Kubernetes,
        Verb = verb,
        Target = new ActionTarget("", resource, "", space, "db"),
        Caller = new ActionCaller { Username = username, PodName = "pod-a", PodUid = "a" },
        Outcome = ActionOutcome.Succeeded,
        At = SomePod.At(at),
    };

    private IdentityScene Tell(TaskFact fact)
    {
        Part.Observe(fact, _telling);
        return Until(fact.At);
    }

    private IdentityScene Until(Instant at)
    {
        Part.Advance(at, _telling);
        return this;
    }
}
