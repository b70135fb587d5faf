using System.Collections.Immutable;
using Windsock.Attribution.Actions;
using Windsock.Attribution.Identities;
using Windsock.Attribution.Lifetimes;
using Windsock.Attribution.Lookups;
using Windsock.Attribution.Peers;
using Windsock.Attribution.Scopes;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;

namespace Windsock.Attribution;

/// <summary>Says whose flow it is, and whose action, from the pods of the cluster view and from what the flow itself carries. Pure: time comes with
/// the changes and the flows. Not thread-safe; the metrics may be read from any thread.</summary>
public sealed class FlowAttributor : IFlowAttributor, IActionAttributor, IMetricSource
{
    private readonly AttributionCounts _counts = new();
    private readonly CloudIdentities _cloudIdentities = new();
    private readonly EvidenceCounts _evidence = new();
    private readonly AttributionScope _scope;
    private readonly PeerTable _peers;
    private readonly PodOwners _owners;
    private readonly PodTable _pods;
    private readonly EndpointViews _views;
    private readonly ObservingNodes _nodes;
    private readonly int _receiverPort;
    private readonly ImmutableArray<IIdentityProvider> _specificProviders;
    private readonly PodIdentityProvider _podProvider;
    private readonly ActionAttributor _actions;

    /// <param name="options">Copied from; later changes have no effect.</param>
    public FlowAttributor(AttributionOptions options)
        : this(options, [])
    {
    }

    /// <param name="specificProviders">Asked before the pods, in order.</param>
    internal FlowAttributor(AttributionOptions options, ImmutableArray<IIdentityProvider> specificProviders)
    {
        _scope = options.Scope;
        _peers = new PeerTable(options.MaxEndpoints, _counts);
        _owners = new PodOwners(new AirflowNamespaces(options.AirflowNamespaces), _cloudIdentities, _peers, _counts);
        _pods = new PodTable(options, _owners, _counts);
        _views = new EndpointViews(options.MaxEndpoints, options.AgentPod, _owners, _peers, _counts);
        _nodes = new ObservingNodes(options.NodeName, _counts);
        _receiverPort = options.ReceiverPort;
        _specificProviders = specificProviders;
        _podProvider = new PodIdentityProvider(_pods, options);
        _actions = new ActionAttributor(_pods, _cloudIdentities, options, _evidence);
    }

    public ImmutableArray<MetricFamily> Families => [.. _counts.Families, .. _evidence.Families];

    internal AttributionCounts Counts => _counts;

    public void Collect(IMetricCollector collector)
    {
        _counts.Collect(collector);
        _evidence.Collect(collector);
    }

    public void Apply(ClusterChange change)
    {
        switch (change)
        {
            case PodApplied applied:
                _pods.Apply(applied.Pod, applied.ObservedAt);
                _actions.Note(applied.Pod.Uid);
                break;
            case PodRemoved removed:
                _pods.Remove(removed);
                break;
            case ServiceAccountApplied { ServiceAccount: var account }:
                SetCloudIdentity(account);
                break;
            case ServiceAccountRemoved account:
                _cloudIdentities.Remove(account.Namespace, account.Name);
                break;
            case NodeReporting node:
                _nodes.Announce(node.NodeName, node.IsReporting, node.ObservedAt);
                break;
            default:
                break;
        }

        _pods.Reach(change.ObservedAt);
    }

    public AttributedEvent Attribute(PlatformEvent @event)
    {
        _pods.Advance(@event.ReceivedAt);
        return _actions.Attribute(@event);
    }

    public Owner? OwnerOf(string podUid) => _pods.OfUid(podUid)?.Owner;

    public void Expect(ReadOnlySpan<Flow> flows) => _views.Fetch(flows);

    public AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution)
    {
        _pods.Advance(receivedAt);
        var node = _nodes.OfFlow(flow.NodeName);
        var hasTime = !flow.Time.IsMissing;
        var time = hasTime ? flow.Time : receivedAt;
        _views.Of(flow, out var sourceView, out var destinationView);
        var source = new FlowEnd(sourceView, flow.SourceIp, time, hasTime, node.Name, node.IsThisNode);
        var destination = new FlowEnd(destinationView, flow.DestinationIp, time, hasTime, node.Name, node.IsThisNode);
        var sourceAnswer = Identify(source);
        var destinationAnswer = Identify(destination);

        attribution = default;
        if (_scope == AttributionScope.Cluster)
        {
            if (!IsCall(flow))
            {
                node.ObserveFlow(receivedAt);
            }

            var isCountedElsewhere = flow.ClientIsSource
                ? IsReportedByClientNode(flow, node, sourceAnswer, destinationAnswer, destination.View, receivedAt)
                : IsReportedByClientNode(flow, node, destinationAnswer, sourceAnswer, source.View, receivedAt);
            if (isCountedElsewhere)
            {
                return AttributionOutcome.ReportedByClientNode;
            }
        }

        if (mayWait && (sourceAnswer.MayImprove || destinationAnswer.MayImprove))
        {
            return AttributionOutcome.Wait;
        }

        Conclude(flow, source, destination, sourceAnswer, destinationAnswer, out attribution);
        return AttributionOutcome.Attributed;
    }

    private EndAnswer Identify(in FlowEnd end)
    {
        foreach (var provider in _specificProviders)
        {
            if (provider.TryIdentify(end, out var specific))
            {
                return specific;
            }
        }

        _podProvider.TryIdentify(end, out var answer);
        return answer;
    }

    /// <summary>A call of a mesh, laid out as a flow: its node's proxies report, which does not say that its Cilium does.</summary>
    private static bool IsCall(in Flow flow) => flow is { Type: FlowType.L7, EventType: 0 };

    /// <summary>One connection between two nodes is seen by both; the client's node counts it. Only trace events of forwarded
    /// packets are seen twice as a rule: a drop, a policy verdict or an L7 record happens at one place and is always kept.</summary>
    private bool IsReportedByClientNode(
        in Flow flow, ObservingNode observer, in EndAnswer client, in EndAnswer server, EndpointView serverView, Instant now) =>
        flow.EventType == CiliumEventType.Trace
        && flow is { Type: FlowType.L3L4, Verdict: Verdict.Forwarded }
        && client is { Owner: not null, Pod.NodeName: { Length: > 0 } clientNode }
        && clientNode != observer.Name
        && (server.Pod is { } pod ? pod.NodeName == observer.Name : serverView.Endpoint.IsLocal)
        && _nodes.IsReporting(clientNode, now);

    private void Conclude(
        in Flow flow, in FlowEnd source, in FlowEnd destination, in EndAnswer sourceAnswer, in EndAnswer destinationAnswer, out FlowAttribution attribution)
    {
        var sourceSide = Side(source, sourceAnswer);
        var destinationSide = Side(destination, destinationAnswer);
        if (_receiverPort != 0 && IsAccessLog(flow, source.View, destination.View))
        {
            // Sent by the proxy, not by the task beside it: neither side is to account for it.
            _counts.AccessLogFlows.Add();
            (sourceSide, destinationSide) = (sourceSide with { Decides = false }, destinationSide with { Decides = false });
        }

        var sourcePeer = PeerOf(source.View, sourceAnswer, flow.SourceService, flow.SourceNames);
        var destinationPeer = PeerOf(destination.View, destinationAnswer, flow.DestinationService, flow.DestinationNames);
        var kind = FlowVerdicts.Kind(KindOf(sourceAnswer, sourceSide), KindOf(destinationAnswer, destinationSide));
        var certainty = FlowVerdicts.Class(sourceSide, destinationSide);
        attribution = flow.ClientIsSource
            ? new FlowAttribution(sourceSide, destinationSide, destinationPeer, sourcePeer, kind, certainty)
            : new FlowAttribution(destinationSide, sourceSide, sourcePeer, destinationPeer, kind, certainty);
    }

    private bool IsAccessLog(in Flow flow, EndpointView source, EndpointView destination) => flow.ClientIsSource
        ? flow.DestinationPort == _receiverPort && destination.IsAgent
        : flow.SourcePort == _receiverPort && source.IsAgent;

    /// <summary>What a side that does not decide is does not matter.</summary>
    private static OwnerKind KindOf(in EndAnswer answer, in SideAttribution side) =>
        !side.Decides || answer.Owner is null ? OwnerKind.None : answer.Pod?.Kind ?? answer.Owner.Kind;

    private SideAttribution Side(in FlowEnd end, in EndAnswer answer)
    {
        if (answer.Reason == AttributionReason.NameAndIpDisagree)
        {
            _counts.Disagreements.Add();
        }

        var decides = Decides(end, answer);
        return !end.HasTime && answer is { Class: AttributionClass.Exact, Pod: not null }
            ? new SideAttribution(answer.Owner, AttributionClass.Inferred, AttributionReason.NoTime, decides)
            : new SideAttribution(answer.Owner, answer.Class, answer.Reason, decides);
    }

    /// <summary>In node scope the pods of this node decide, in cluster scope all pods.</summary>
    private bool Decides(in FlowEnd end, in EndAnswer answer)
    {
        if (_scope == AttributionScope.Cluster)
        {
            return end.View.Kind == EndpointKind.Pod || answer is { Pod: not null } or { Owner.Kind: not OwnerKind.Entity } || end.View.IsLocalPod;
        }

        return (end.View.IsLocalPod && end.IsOnThisNode) || (answer.Pod is { } pod && _nodes.IsThisNode(pod.NodeName));
    }

    /// <summary>Best first: task, service, workload, DNS name, entity, CIDR.</summary>
    private Peer PeerOf(EndpointView view, in EndAnswer answer, ServiceName? service, ImmutableArray<string> names)
    {
        var pod = answer.Owner is null ? null : answer.Pod;
        if ((pod is null ? TaskPeerOfLabels(view, answer.Owner) : pod.TaskPeer) is { } task)
        {
            return task;
        }

        if (service is { Name.Length: > 0 })
        {
            return _peers.OfService(view, service);
        }

        return view.WorkloadPeer
            ?? pod?.WorkloadPeer
            ?? view.DerivedPeer
            ?? (names.IsDefaultOrEmpty ? null : _peers.OfDnsNames(view, names))
            ?? view.LastResortPeer;
    }

    private static Peer? TaskPeerOfLabels(EndpointView view, Owner? owner) => owner is { Kind: OwnerKind.Task } ? view.LabelPeer : null;

    private void SetCloudIdentity(ServiceAccountState account)
    {
        if (!_cloudIdentities.Set(account.Namespace, account.Name, account.CloudIdentity))
        {
            return;
        }

        foreach (var pod in _pods.Pods)
        {
            if (pod.ServiceAccount == account.Name && pod.Name.Namespace == account.Namespace)
            {
                _owners.SettleCloudIdentity(pod);
            }
        }
    }
}
