using System.Runtime.CompilerServices;
using Windsock.Attribution.Lifetimes;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Lookups;

/// <summary>Identity at the level of the pod: by the name in the flow, by address only when the flow names no pod, always against
/// the pods' lives; failing that by what the flow itself carries. The last provider of the chain: it always answers.</summary>
internal sealed class PodIdentityProvider : IIdentityProvider
{
    private readonly PodTable _pods;
    private readonly AttributionScope _scope;
    private readonly long _tolerance;
    private readonly TimeSpan _settleTime;

    public PodIdentityProvider(PodTable pods, AttributionOptions options)
    {
        _pods = pods;
        _scope = options.Scope;
        _tolerance = options.ClockTolerance.Ticks * TimeSpan.NanosecondsPerTick;
        _settleTime = options.AddressSettleTime;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryIdentify(in FlowEnd end, out EndAnswer answer)
    {
        var view = end.View;
        if (view.NamesVersion != _pods.NamesVersion)
        {
            LookUpName(view);
        }

        // The hot path: a known pod, alone under its name, within its life, with the address it is known to have.
        var time = end.Time.UnixNanoseconds;
        if (view.OnlyPod is { Owner: not null } pod && time >= pod.Start && time < pod.End && pod.FirstAddress == end.Address)
        {
            answer = EndAnswer.Exact(pod);
            return true;
        }

        answer = view.Kind switch
        {
            EndpointKind.Pod => ByName(end),
            EndpointKind.Entity => new EndAnswer(end.View.EntityOwner, null, AttributionClass.Exact, AttributionReason.None, false),
            EndpointKind.Address => ByAddress(end),
            _ => EndAnswer.Unknown(AttributionReason.PodUnknown),
        };
        return true;
    }

    private EndAnswer ByName(in FlowEnd end)
    {
        if (end.View.Names is not { Count: > 0 } names)
        {
            return NotInView(end);
        }

        var choice = new LifetimeChoice(end.Time.UnixNanoseconds, _tolerance);
        PodLifetime? contradicted = null;
        foreach (var pod in names.Pods)
        {
            if (pod.Owner is null)
            {
                continue;
            }

            if (MayHaveAddress(pod, end.Address))
            {
                choice.Consider(pod, pod.End, SharesClock(pod, end));
            }
            else if (LifetimeChoice.IsNear(end.Time.UnixNanoseconds, pod.Start, pod.End, _tolerance))
            {
                contradicted = pod;
            }
        }

        return choice.Fit switch
        {
            Fit.Inside => UnlessAddressIsOf(end, choice.Candidate!, EndAnswer.Exact(choice.Candidate!)),
            Fit.Near => UnlessAddressIsOf(
                end, choice.Candidate!, EndAnswer.Inferred(choice.Candidate!, AttributionReason.ClockSkew, MayBeSuccessor(end, choice.Candidate!))),
            Fit.Several => EndAnswer.Ambiguous(choice.Candidate, AttributionReason.TwoPods, CanWait(end)),

            // A pod of this name lived then, but with other addresses: its successor may be on the way into the view.
            _ => contradicted is not null
                ? EndAnswer.Ambiguous(contradicted, AttributionReason.NameAndIpDisagree, CanWait(end))
                : EndAnswer.Unknown(AttributionReason.OutsideLife, CanWait(end) && IsAfterAll(names, end.Time)),
        };
    }

    private EndAnswer ByAddress(in FlowEnd end)
    {
        if (end.Address.IsNone)
        {
            return WithoutPod(end, AttributionReason.NothingToLookUp);
        }

        if (_pods.OfAddress(end.Address) is not { } timeline)
        {
            return WithoutPod(end, AttributionReason.PodUnknown);
        }

        if (timeline.HostNetworkPods > 0)
        {
            return WithoutPod(end, AttributionReason.HostNetwork);
        }

        var choice = ChooseByAddress(end, timeline);
        var mayImprove = _scope != AttributionScope.Off && _pods.LatestChange < end.Time.Add(_settleTime);
        return choice.Fit switch
        {
            Fit.Inside => EndAnswer.Inferred(choice.Candidate!, AttributionReason.IpOnly, mayImprove),
            Fit.Near => EndAnswer.Inferred(choice.Candidate!, AttributionReason.ClockSkew, mayImprove),
            Fit.Several => EndAnswer.Ambiguous(choice.Candidate, AttributionReason.TwoPods, mayImprove),
            _ => WithoutPod(end, AttributionReason.OutsideLife),
        };
    }

    /// <summary>The pod is not in the view at all: what the flow says of it, and perhaps the pod itself in a moment.</summary>
    private EndAnswer NotInView(in FlowEnd end) => end.View.LabelOwner is { } owner
        ? new EndAnswer(owner, null, AttributionClass.Inferred, AttributionReason.FlowLabels, CanWait(end))
        : EndAnswer.Unknown(AttributionReason.PodUnknown, CanWait(end));

    /// <summary>No pod had the address: the identity that Cilium gave the end is all there is.</summary>
    private EndAnswer WithoutPod(in FlowEnd end, AttributionReason reason) =>
        end.View.EntityOwner is { } entity ? new EndAnswer(entity, null, AttributionClass.Exact, AttributionReason.None, false)
        : end.View.LabelOwner is { } owner ? new EndAnswer(owner, null, AttributionClass.Inferred, AttributionReason.FlowLabels, false)
        : EndAnswer.Unknown(reason, end.View.IsLocalPod && !end.Address.IsNone && CanWait(end));

    /// <summary>The named pod has shown no address yet. If another pod has the flow's, name and address contradict each other.</summary>
    private EndAnswer UnlessAddressIsOf(in FlowEnd end, PodLifetime pod, EndAnswer answer)
    {
        if (HasAddress(pod, end.Address) || _pods.OfAddress(end.Address) is not { } timeline)
        {
            return answer;
        }

        return ChooseByAddress(end, timeline).Fit == Fit.Inside
            ? EndAnswer.Ambiguous(pod, AttributionReason.NameAndIpDisagree, CanWait(end))
            : answer;
    }

    private LifetimeChoice ChooseByAddress(in FlowEnd end, Timeline timeline)
    {
        var choice = new LifetimeChoice(end.Time.UnixNanoseconds, _tolerance);
        foreach (var pod in timeline.Pods)
        {
            if (pod.Owner is not null)
            {
                choice.Consider(pod, pod.EndOf(end.Address), SharesClock(pod, end));
            }
        }

        return choice;
    }

    private void LookUpName(EndpointView view)
    {
        var names = view.Kind != EndpointKind.Pod ? null
            : view.Names is { Count: > 0 } known ? known
            : _pods.OfName(new PodName(view.Endpoint.Namespace, view.Endpoint.PodName));
        view.SetNames(names, _pods.NamesVersion);
    }

    /// <summary>Waiting helps only for pods that the view is to hold.</summary>
    private bool CanWait(in FlowEnd end) => _scope switch
    {
        AttributionScope.Cluster => true,
        AttributionScope.Node => end.View.IsLocalPod && end.IsOnThisNode,
        _ => false,
    };

    /// <summary>The flow is later than the pod's end: a successor of that name may not be in the view yet.</summary>
    private bool MayBeSuccessor(in FlowEnd end, PodLifetime pod) =>
        !end.Address.IsNone && !HasAddress(pod, end.Address) && end.Time.UnixNanoseconds >= pod.End && CanWait(end);

    /// <summary>Times of the kubelet and of Cilium on one node come from one clock; the agent's own clock is the node's in node scope.
    /// The time of receipt is later than the flow by an unknown delay, which is no better than another clock.</summary>
    private bool SharesClock(PodLifetime pod, in FlowEnd end)
    {
        var isSameNode = end.NodeName.Length > 0 ? end.NodeName == pod.NodeName : _scope == AttributionScope.Node;
        return end.HasTime && isSameNode && pod.EndEvidence switch
        {
            EndEvidence.None or EndEvidence.Finished => true,
            EndEvidence.Phase or EndEvidence.Removal => _scope == AttributionScope.Node,
            _ => false,
        };
    }

    private static bool HasAddress(PodLifetime pod, IpAddress address) =>
        address.IsNone || pod.IsHostNetwork || pod.EverHeld(address);

    private static bool MayHaveAddress(PodLifetime pod, IpAddress address) => !pod.HasAddresses || HasAddress(pod, address);

    private static bool IsAfterAll(Timeline names, Instant time)
    {
        foreach (var pod in names.Pods)
        {
            if (time.UnixNanoseconds < pod.End)
            {
                return false;
            }
        }

        return true;
    }
}
