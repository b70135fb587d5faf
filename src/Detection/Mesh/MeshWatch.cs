using System.Collections.Immutable;
using Windsock.Detection.Platform.Identities;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Mesh;

/// <summary>Sees what the mesh shows about tasks and somebody may have to act on. Tells each finding once per pod, peer and kind;
/// remembers a bounded number of them, and of the namespaces. One thread at a time.</summary>
/// <param name="principals">Told of principals of tasks' pods that were verified and are their own, when they are new.</param>
internal sealed class MeshWatch(IReadOnlyList<IMeshObserver> observers, Action<PrincipalSighting>? principals = null)
{
    private const int MaxTold = 16_384;
    private const int MaxNamespaces = 16_384;

    /// <summary>Pods of tasks that wait for the labels of their namespace: both are listed at the same time.</summary>
    private const int MaxWaiting = 4_096;

    private readonly Dictionary<string, ImmutableDictionary<string, string>> _namespaces = new(StringComparer.Ordinal);
    private readonly SeenPrincipals _verified = new();
    private readonly Dictionary<string, TaskPodSeen> _waiting = new(StringComparer.Ordinal);
    private HashSet<(string PodUid, string Peer, MeshFinding Finding)> _told = [];
    private HashSet<(string PodUid, string Peer, MeshFinding Finding)> _toldBefore = [];

    public void Observe(in Call call, in FlowAttribution attribution, Instant receivedAt)
    {
        if (call.Reporter is not (CallReporter.Client or CallReporter.Server or CallReporter.Waypoint))
        {
            return;
        }

        var at = call.Time.IsMissing ? receivedAt : call.Time;
        Observe(call, attribution.Client, attribution.ServerAsPeer, isClient: true, at);
        Observe(call, attribution.Server, attribution.ClientAsPeer, isClient: false, at);
    }

    public void Observe(TaskFact fact)
    {
        switch (fact)
        {
            case TaskPodSeen seen:
                Judge(seen);
                break;
            case TaskPodGone gone:
                _waiting.Remove(gone.PodUid);
                break;
            case NamespaceSeen { Namespace: var space }:
                Learn(space);
                break;
            case NamespaceGone gone:
                _namespaces.Remove(gone.Name);
                break;
            default:
                break;
        }
    }

    private void Observe(in Call call, in SideAttribution side, Peer peer, bool isClient, Instant at)
    {
        // Whoever is not certain to be this pod must not be accused of another's identity.
        if (side is not { Decides: true, IsTask: true, Class: AttributionClass.Exact, Owner: { } owner })
        {
            return;
        }

        // Only the server's proxy knows how its client came; a client's own proxy does not tell.
        if (call is { Reporter: CallReporter.Server, Tls: TlsMode.Plaintext or TlsMode.Simple })
        {
            Tell(new MeshObservation(MeshFinding.WithoutMutualTls, owner, peer, isClient, call.Tls == TlsMode.Plaintext ? "plaintext" : "TLS without a client certificate", at));
        }

        var principal = isClient ? call.ClientPrincipal : call.ServerPrincipal;
        var isVerified = isClient ? call.Reporter is CallReporter.Server or CallReporter.Waypoint : call.Reporter is CallReporter.Client or CallReporter.Waypoint;
        if (!isVerified || call.Tls != TlsMode.Mutual || _verified.Contains(owner, principal) || !SpiffeId.TryParse(principal, out var id))
        {
            return;
        }

        if (!Fits(id, owner))
        {
            Tell(new MeshObservation(MeshFinding.PrincipalMismatch, owner, peer, isClient, principal, at));
            return;
        }

        _verified.Add(owner, principal);
        principals?.Invoke(new PrincipalSighting(owner, principal, at));
    }

    private static bool Fits(SpiffeId id, Owner owner) =>
        id.Namespace == owner.Namespace && (owner.ServiceAccount.Length == 0 || id.ServiceAccount == owner.ServiceAccount);

    private void Judge(TaskPodSeen seen)
    {
        if (!_namespaces.TryGetValue(seen.Pod.Namespace, out var labels))
        {
            if (_waiting.Count < MaxWaiting || _waiting.ContainsKey(seen.Pod.Uid))
            {
                _waiting[seen.Pod.Uid] = seen;
            }

            return;
        }

        _waiting.Remove(seen.Pod.Uid);
        if (SidecarRule.Missing(seen.Pod, labels) is { } mark)
        {
            Tell(new MeshObservation(MeshFinding.SidecarMissing, seen.Owner, Peer.Unknown, true, mark, seen.At));
        }
    }

    /// <summary>A label that comes later concerns the pods that come later: injection happens when a pod is made.</summary>
    private void Learn(NamespaceState space)
    {
        if (_namespaces.Count >= MaxNamespaces && !_namespaces.ContainsKey(space.Name))
        {
            return;
        }

        _namespaces[space.Name] = space.Labels;
        foreach (var waiting in _waiting.Values.Where(pod => pod.Pod.Namespace == space.Name).ToList())
        {
            Judge(waiting);
        }
    }

    private void Tell(MeshObservation observation)
    {
        var key = (observation.Owner.PodUid, observation.Peer.Name, observation.Finding);
        if (_told.Contains(key) || _toldBefore.Contains(key))
        {
            return;
        }

        if (_told.Count >= MaxTold)
        {
            (_told, _toldBefore) = (_toldBefore, _told);
            _told.Clear();
        }

        _told.Add(key);
        foreach (var observer in observers)
        {
            observer.Observe(observation);
        }
    }
}
