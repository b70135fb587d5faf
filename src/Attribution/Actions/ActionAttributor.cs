using Windsock.Attribution.Identities;
using Windsock.Attribution.Lifetimes;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Actions;

/// <summary>Says whose an action was, by the best of what its record holds: the pod that the token is bound to, a token that was seen with a
/// pod before, the address it came from, the service account, the cloud identity. What contradicts itself is nobody's. Only tokens are
/// proof; the rest is inferred, and only when one owner alone fits at that time.</summary>
internal sealed class ActionAttributor
{
    private readonly PodTable _pods;
    private readonly AccountPods _accounts;
    private readonly CloudIdentities _cloudIdentities;
    private readonly SeenCredentials _credentials = new();
    private readonly SystemRecognition _systems = new();
    private readonly EvidenceCounts _counts;
    private readonly long _tolerance;
    private readonly bool _seesAllPods;

    public ActionAttributor(PodTable pods, CloudIdentities cloudIdentities, AttributionOptions options, EvidenceCounts counts)
    {
        _pods = pods;
        _cloudIdentities = cloudIdentities;
        _accounts = new AccountPods(pods);
        _tolerance = options.ClockTolerance.Ticks * TimeSpan.NanosecondsPerTick;
        _counts = counts;
        _seesAllPods = options.Scope == AttributionScope.Cluster;
    }

    /// <summary>A pod was applied to the view.</summary>
    public void Note(string podUid)
    {
        if (_pods.OfUid(podUid) is { } pod)
        {
            _accounts.Add(pod);
        }
    }

    public AttributedEvent Attribute(PlatformEvent @event)
    {
        if (@event is not PlatformAction action)
        {
            _systems.Learn(@event);
            return new AttributedEvent(@event, default);
        }

        var attribution = WhoseIs(action);
        _counts.Count(attribution);
        return new AttributedEvent(_systems.Recognise(action), attribution);
    }

    private ActionAttribution WhoseIs(PlatformAction action)
    {
        var caller = action.Caller;
        var time = (action.At.IsMissing ? action.ReceivedAt : action.At).UnixNanoseconds;
        if (caller.PodUid.Length > 0 || caller.PodName.Length > 0)
        {
            var answer = caller.PodUid.Length > 0 ? ByPodUid(caller, time) : ByPodName(caller, time);
            _credentials.Learn(caller, answer);
            return answer;
        }

        // From here on the platform has not said which pod it was.
        return _credentials.Find(caller.CredentialId) is { } owner
            ? new ActionAttribution(owner, AttributionClass.Inferred, CallerEvidence.Credential)
            : ByAddress(caller, time) ?? ByWhoMayBe(caller, time) ?? ActionAttribution.Unknown;
    }

    /// <summary>A UID is never given twice, so no time is looked at. A token that is shown from the address of another pod was carried there:
    /// whose action it was then is not known.</summary>
    private ActionAttribution ByPodUid(ActionCaller caller, long time)
    {
        if (_pods.OfUid(caller.PodUid) is not { Owner: not null } pod || !HasAccount(pod, caller))
        {
            return ActionAttribution.Unknown;
        }

        return IsAddressOfAnother(pod, caller.SourceIp, time)
            ? new ActionAttribution(null, AttributionClass.Ambiguous, CallerEvidence.None)
            : Answer(pod, AttributionClass.Exact, CallerEvidence.PodUid);
    }

    private ActionAttribution ByPodName(ActionCaller caller, long time)
    {
        if (caller.ServiceAccount is not var (space, _) || _pods.OfName(new PodName(space, caller.PodName)) is not { } names)
        {
            return ActionAttribution.Unknown;
        }

        var choice = new LifetimeChoice(time, _tolerance);
        foreach (var pod in names.Pods)
        {
            if (pod.Owner is not null && HasAccount(pod, caller))
            {
                choice.Consider(pod, pod.End, sharesClock: false);
            }
        }

        return Choose(choice, AttributionClass.Exact, CallerEvidence.PodName);
    }

    /// <summary>Null when the address says nothing: it is a node's or a gateway's, nobody's, or that of a pod with another service account.</summary>
    private ActionAttribution? ByAddress(ActionCaller caller, long time)
    {
        if (caller.SourceIp.IsNone || _pods.OfAddress(caller.SourceIp) is not { HostNetworkPods: 0 } timeline)
        {
            return null;
        }

        var choice = new LifetimeChoice(time, _tolerance);
        foreach (var pod in timeline.Pods)
        {
            if (pod.Owner is not null && HasAccount(pod, caller))
            {
                choice.Consider(pod, pod.EndOf(caller.SourceIp), sharesClock: false);
            }
        }

        return choice.Fit == Fit.None ? null : Choose(choice, AttributionClass.Inferred, CallerEvidence.SourceIp);
    }

    /// <summary>Null unless all pods of the cluster are in view: one that is alone on this node is not alone.</summary>
    private ActionAttribution? ByWhoMayBe(ActionCaller caller, long time) => _seesAllPods ? ByAccount(caller, time) ?? ByCloudIdentity(caller, time) : null;

    private ActionAttribution? ByAccount(ActionCaller caller, long time) => caller.ServiceAccount is var (space, name)
        ? OnlyOwner(_accounts.Of(new PodName(space, name)), time, CallerEvidence.ServiceAccount)
        : null;

    private ActionAttribution? ByCloudIdentity(ActionCaller caller, long time)
    {
        // Whoever was impersonated last is not the pod: the first of the chain is.
        var principal = caller.Delegates.IsDefaultOrEmpty ? caller.Username : caller.Delegates[0];
        var accounts = CloudPrincipals.AccountOf(principal) is { } account ? [account] : _cloudIdentities.AccountsOf(principal);
        return accounts.Count == 0 ? null : OnlyOwner(accounts.SelectMany(_accounts.Of), time, CallerEvidence.CloudIdentity);
    }

    /// <summary>One try, or one component, alone had pods then that may have asked.</summary>
    private ActionAttribution? OnlyOwner(IEnumerable<PodLifetime> pods, long time, CallerEvidence evidence)
    {
        PodLifetime? only = null;
        foreach (var pod in pods)
        {
            if (pod.Owner is null || !LifetimeChoice.IsNear(time, pod.Start, pod.End, _tolerance))
            {
                continue;
            }

            if (only is not null && !IsSame(only.Owner!, pod.Owner))
            {
                return new ActionAttribution(null, AttributionClass.Ambiguous, CallerEvidence.None);
            }

            only ??= pod;
        }

        return only is null ? null : Answer(only, AttributionClass.Inferred, evidence);
    }

    private bool IsAddressOfAnother(PodLifetime pod, IpAddress address, long time)
    {
        if (address.IsNone || pod.IsHostNetwork || pod.EverHeld(address) || _pods.OfAddress(address) is not { HostNetworkPods: 0 } timeline)
        {
            return false;
        }

        foreach (var other in timeline.Pods)
        {
            if (time >= other.Start && time < other.EndOf(address))
            {
                return true;
            }
        }

        return false;
    }

    private static ActionAttribution Choose(LifetimeChoice choice, AttributionClass inside, CallerEvidence evidence) => choice.Fit switch
    {
        Fit.Inside => Answer(choice.Candidate!, inside, evidence),
        Fit.Near => Answer(choice.Candidate!, AttributionClass.Inferred, evidence),
        Fit.Several => new ActionAttribution(null, AttributionClass.Ambiguous, CallerEvidence.None),
        _ => ActionAttribution.Unknown,
    };

    /// <summary>The pod runs under the account that asked, as far as both are known.</summary>
    private static bool HasAccount(PodLifetime pod, ActionCaller caller) => caller.ServiceAccount is not var (space, name)
        || (pod.Name.Namespace == space && (pod.ServiceAccount.Length == 0 || pod.ServiceAccount == name));

    private static bool IsSame(Owner left, Owner right) => left.Kind == right.Kind
        && (left.Kind == OwnerKind.Task ? left.Try == right.Try : left.Namespace == right.Namespace && left.Component == right.Component && left.PodName == right.PodName);

    private static ActionAttribution Answer(PodLifetime pod, AttributionClass @class, CallerEvidence evidence) => new(pod.Owner, @class, evidence);
}
