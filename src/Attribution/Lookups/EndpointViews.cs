using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Windsock.Attribution.Identities;
using Windsock.Attribution.Peers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Lookups;

/// <summary>The views of the endpoints seen lately, by reference: a table with two places for each hash (side by side, on
/// one cache line) in front of a bounded dictionary, so that endpoints that crowd each other out cost a second look, not the work
/// again. Full, it starts anew.</summary>
internal sealed class EndpointViews
{
    private const string SourcePrefix = "k8s:";
    private const string NamespaceLabel = "io.kubernetes.pod.namespace";

    private static readonly Owner Entity = new() { Kind = OwnerKind.Entity };

    private readonly Dictionary<Endpoint, EndpointView> _views = new(ReferenceEqualityComparer.Instance);
    private readonly EndpointView?[] _front;
    private readonly int _maxViews;
    private readonly PodOwners _owners;
    private readonly PeerTable _peers;
    private readonly AttributionCounts _counts;
    private readonly string _agentPod;
    private string _homeCluster = "";

    /// <param name="agentPod"><see cref="AttributionOptions.AgentPod"/>.</param>
    public EndpointViews(int maxViews, string agentPod, PodOwners owners, PeerTable peers, AttributionCounts counts)
    {
        _maxViews = maxViews;
        _agentPod = agentPod;
        _front = new EndpointView?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)maxViews)];
        _owners = owners;
        _peers = peers;
        _counts = counts;
    }

    /// <summary>The views of both ends of a flow. Either end may tell the name of the home cluster, by which both are judged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Of(in Flow flow, out EndpointView source, out EndpointView destination)
    {
        var home = _homeCluster;
        source = Of(flow.Source);
        destination = Of(flow.Destination);
        if (!ReferenceEquals(home, _homeCluster))
        {
            source = Of(flow.Source);
        }
    }

    /// <summary>Reads the views of these flows' ends, so that they are near when they are asked for. The reads do not wait for each
    /// other: the processor has many of them under way at a time, where one look-up after the other would wait for each.</summary>
    /// <returns>Without meaning: the reads must have a use.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Fetch(ReadOnlySpan<Flow> flows)
    {
        var read = 0;
        foreach (ref readonly var flow in flows)
        {
            read += Fetch(flow.Source) + Fetch(flow.Destination);
        }

        return read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Fetch(Endpoint endpoint) => _front[endpoint.Hash & (_front.Length - 1)] is { } view ? view.Touch() : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EndpointView Of(Endpoint endpoint)
    {
        var place = endpoint.Hash & (_front.Length - 1);
        var view = _front[place];
        if (view is not null && ReferenceEquals(view.Endpoint, endpoint))
        {
            return view;
        }

        view = _front[place ^ 1];
        return view is not null && ReferenceEquals(view.Endpoint, endpoint) ? view : Find(endpoint);
    }

    private EndpointView Find(Endpoint endpoint)
    {
        if (!_views.TryGetValue(endpoint, out var view))
        {
            LearnHomeCluster(endpoint);
            if (_views.Count >= _maxViews)
            {
                Clear();
                _counts.CountEviction(EvictionReason.EndpointLimit);
            }

            view = Make(endpoint);
            _views.Add(endpoint, view);
        }

        var place = endpoint.Hash & (_front.Length - 1);
        _front[place ^ 1] = _front[place];
        _front[place] = view;
        return view;
    }

    /// <summary>An endpoint that is local to an observing node belongs to this cluster, and tells its name.</summary>
    private void LearnHomeCluster(Endpoint endpoint)
    {
        if (endpoint.IsLocal && _homeCluster.Length == 0 && endpoint.ClusterName.Length > 0)
        {
            _homeCluster = endpoint.ClusterName;
            Clear();
        }
    }

    private void Clear()
    {
        _views.Clear();
        Array.Clear(_front);
    }

    private EndpointView Make(Endpoint endpoint)
    {
        var entity = EntityNames.Of(endpoint);
        var kind = KindOf(endpoint, entity);
        var isPod = kind is EndpointKind.Pod or EndpointKind.Foreign;
        var labelOwner = kind is EndpointKind.Pod or EndpointKind.Address ? FromLabels(endpoint) : null;
        return new EndpointView
        {
            Endpoint = endpoint,
            Kind = kind,
            IsLocalPod = endpoint.IsLocal && (kind == EndpointKind.Pod || (kind == EndpointKind.Address && EntityNames.IsUnnamedPod(entity))),
            IsAgent = kind == EndpointKind.Pod && _agentPod.Length > 0 && $"{endpoint.Namespace}/{endpoint.PodName}" == _agentPod,
            EntityOwner = isPod || EntityNames.IsUnnamedPod(entity) ? null : Entity,
            LabelOwner = labelOwner,
            LabelPeer = labelOwner?.Task is { } task ? _peers.OfTask(task) : null,
            WorkloadPeer = _peers.OfWorkloads(endpoint),
            DerivedPeer = isPod ? _peers.OfPodName(endpoint) : null,
            LastResortPeer = _peers.OfEntityOrCidr(endpoint, entity),
        };
    }

    private EndpointKind KindOf(Endpoint endpoint, string entity)
    {
        var isForeign = endpoint.ClusterName.Length > 0 && _homeCluster.Length > 0 && endpoint.ClusterName != _homeCluster;
        return isForeign && endpoint.HasPod ? EndpointKind.Foreign
            : endpoint.HasPod ? EndpointKind.Pod
            : EntityNames.IsNeverAPod(entity) ? EndpointKind.Entity
            : EndpointKind.Address;
    }

    private Owner? FromLabels(Endpoint endpoint)
    {
        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var label in endpoint.Labels)
        {
            if (!label.StartsWith(SourcePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var equals = label.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? label[SourcePrefix.Length..] : label[SourcePrefix.Length..equals];
            labels[key] = equals < 0 ? "" : label[(equals + 1)..];
        }

        var podNamespace = endpoint.Namespace.Length > 0 ? endpoint.Namespace : labels.GetValueOrDefault(NamespaceLabel, "");
        return labels.Count == 0 || podNamespace.Length == 0
            ? null
            : _owners.FromFlowLabels(new PodMarks(
                podNamespace, endpoint.PodName, null, labels.ToImmutable(), AnnotationsOf(endpoint)));
    }

    private static ImmutableDictionary<string, string> AnnotationsOf(Endpoint endpoint)
    {
        if (endpoint.Annotations.IsEmpty)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        var annotations = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var annotation in endpoint.Annotations)
        {
            var equals = annotation.IndexOf('=', StringComparison.Ordinal);
            annotations[equals < 0 ? annotation : annotation[..equals]] = equals < 0 ? "" : annotation[(equals + 1)..];
        }

        return annotations.ToImmutable();
    }
}
