using Windsock.Attribution.Lifetimes;
using Windsock.Attribution.Peers;
using Windsock.Model.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Makes the <see cref="Owner"/> of each pod. What a pod claims is read once, when it is first seen, and frozen with its
/// UID; the object is made anew for later flows when something about the same identity becomes known: the node, the cloud identity,
/// or the raw form of its ids. It never becomes another task.</summary>
internal sealed class PodOwners
{
    private readonly AirflowNamespaces _namespaces;
    private readonly SiblingIds _siblings;
    private readonly CloudIdentities _cloudIdentities;
    private readonly PeerTable _peers;
    private readonly AttributionCounts _counts;

    public PodOwners(AirflowNamespaces namespaces, CloudIdentities cloudIdentities, PeerTable peers, AttributionCounts counts)
    {
        _namespaces = namespaces;
        _cloudIdentities = cloudIdentities;
        _siblings = new SiblingIds(counts);
        _peers = peers;
        _counts = counts;
    }

    /// <summary>Remembered pods that claim to be Airflow where nobody believes them.</summary>
    public int ClaimingPods { get; private set; }

    /// <summary>The pod was seen (again).</summary>
    public void Settle(PodLifetime pod, PodState state)
    {
        if (pod.Claim is null)
        {
            Identify(pod, state);
            return;
        }

        var owner = pod.Owner!;
        var isUpToDate = owner.NodeName == pod.NodeName
            && owner.ServiceAccount == pod.ServiceAccount
            && (owner.CloudIdentity.Length > 0 || _cloudIdentities.Of(pod).Length == 0);
        if (!isUpToDate)
        {
            pod.SetOwner(MakeOwner(pod, owner.Try), pod.TaskPeer);
        }
    }

    /// <summary>A service account's cloud identity became known: its pods without one get it.</summary>
    public void SettleCloudIdentity(PodLifetime pod)
    {
        if (pod.Owner is { CloudIdentity.Length: 0 } owner)
        {
            pod.SetOwner(MakeOwner(pod, owner.Try), pod.TaskPeer);
        }
    }

    /// <summary>The pod is forgotten.</summary>
    public void Release(PodLifetime pod)
    {
        if (pod.Owner is { Try.Ids: IdForm.Hashed } owner)
        {
            _siblings.StopAwaiting(owner.Try, pod);
        }

        ClaimingPods -= pod.Owner is { ClaimsAirflow: true } ? 1 : 0;
    }

    /// <summary>Whose a pod is that is known from the labels of a flow alone; null when they do not say.</summary>
    public Owner? FromFlowLabels(in PodMarks marks)
    {
        var claim = PodClaims.Read(marks);
        if (!claim.MentionsAirflow)
        {
            // Cilium may be told to leave Airflow's labels out, so their absence says nothing.
            return null;
        }

        var isBelieved = _namespaces.Believe(marks.Namespace);
        return claim.Kind == OwnerKind.OtherPod && isBelieved
            ? null
            : new Owner
            {
                Kind = isBelieved ? claim.Kind : OwnerKind.OtherPod,
                Role = isBelieved ? claim.Role : PodRole.None,
                Try = isBelieved ? Recovered(claim.Try) : null,
                Component = isBelieved ? claim.Component : "",
                Release = isBelieved ? claim.Release : "",
                Namespace = marks.Namespace,
                PodName = marks.PodName,
                ClaimsAirflow = !isBelieved,
            };
    }

    private void Identify(PodLifetime pod, PodState state)
    {
        var claim = PodClaims.Read(new PodMarks(state.Namespace, state.Name, state.Controller, state.Labels, state.Annotations));
        pod.Claim = claim;
        pod.WorkloadPeer = _peers.OfWorkload(state);
        var isBelieved = _namespaces.Believe(state.Namespace);
        var attempt = isBelieved ? Recovered(claim.Try) : null;
        SetOwner(pod, attempt);
        ClaimingPods += pod.Owner is { ClaimsAirflow: true } ? 1 : 0;
        if (attempt is null)
        {
            return;
        }

        if (attempt.Ids == IdForm.Hashed)
        {
            _siblings.AwaitSibling(attempt, pod);
        }
        else if (claim.Role == PodRole.Executor && attempt.Ids == IdForm.Raw)
        {
            foreach (var sibling in _siblings.Learn(attempt))
            {
                SetOwner(sibling, Recovered(sibling.Owner!.Try));
            }
        }
    }

    private TaskTry? Recovered(TaskTry? attempt)
    {
        if (attempt is not { Ids: IdForm.Hashed } || _siblings.Recover(attempt) is not { } recovered)
        {
            return attempt;
        }

        _counts.Recoveries.Add();
        return recovered;
    }

    private void SetOwner(PodLifetime pod, TaskTry? attempt) =>
        pod.SetOwner(MakeOwner(pod, attempt), attempt is null ? null : _peers.OfTask(attempt.Task));

    private Owner MakeOwner(PodLifetime pod, TaskTry? attempt)
    {
        var claim = pod.Claim!;
        var isBelieved = _namespaces.Believe(pod.Name.Namespace);
        return new Owner
        {
            Kind = isBelieved ? claim.Kind : OwnerKind.OtherPod,
            Role = isBelieved ? claim.Role : PodRole.None,
            Try = attempt,
            Component = isBelieved ? claim.Component : "",
            Release = isBelieved ? claim.Release : "",
            PodUid = pod.Uid,
            Namespace = pod.Name.Namespace,
            PodName = pod.Name.Name,
            NodeName = pod.NodeName,
            ServiceAccount = pod.ServiceAccount,
            CloudIdentity = pod.Owner is { CloudIdentity.Length: > 0 } known ? known.CloudIdentity : _cloudIdentities.Of(pod),
            ClaimsAirflow = claim.MentionsAirflow && !isBelieved,
        };
    }
}
