using Windsock.Detection.Connections;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Connections;

/// <summary>A tracker with what it reported. Flows are attributed by address: every address that was named is a deciding task, the
/// others are a database in the cluster (10.0.0.0/8) or the world.</summary>
internal sealed class Tracking : IConnectionObserver
{
    private readonly Dictionary<IpAddress, Owner> _tasks = [];
    private readonly List<Connection> _reported = [];

    public Tracking(Action<ConnectionOptions>? configure = null)
    {
        var options = new ConnectionOptions { MaxOpen = 1_000 };
        configure?.Invoke(options);
        Tracker = new ConnectionTracker(options, this);
        _tasks.Add(Some.Ip("10.0.0.1"), Some.Task());
    }

    public ConnectionTracker Tracker { get; }

    public IReadOnlyList<Connection> Reported => _reported;

    public ConnectionCounts Counts => Tracker.Counts;

    /// <summary>The one connection that was reported.</summary>
    public Connection Only => Assert.Single(_reported);

    public Tracking With(string address, Owner owner)
    {
        _tasks[Some.Ip(address)] = owner;
        return this;
    }

    public Tracking See(params ReadOnlySpan<Flow> flows)
    {
        foreach (ref readonly var flow in flows)
        {
            Tracker.Observe(flow, Attribute(flow), flow.Time);
        }

        return this;
    }

    public void SeeAt(Instant receivedAt, in Flow flow) => Tracker.Observe(flow, Attribute(flow), receivedAt);

    public Tracking Until(double seconds)
    {
        Tracker.Advance(Some.At(seconds));
        return this;
    }

    public Tracking Lose(double since, double at)
    {
        Tracker.NoteLoss(new EvidenceLost("hubble", Model.Sources.LossReason.HubbleRingBuffer, 1, Some.At(since), Some.At(at)));
        return this;
    }

    void IConnectionObserver.Observe(Connection connection) => _reported.Add(connection);

    private FlowAttribution Attribute(in Flow flow)
    {
        var (client, server) = flow.ClientIsSource ? (flow.SourceIp, flow.DestinationIp) : (flow.DestinationIp, flow.SourceIp);
        return new FlowAttribution(SideOf(client), SideOf(server), PeerOf(server), PeerOf(client), AttributionKind.Task, AttributionClass.Exact);
    }

    private SideAttribution SideOf(IpAddress address) => _tasks.TryGetValue(address, out var owner)
        ? new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true)
        : new SideAttribution(null, AttributionClass.Unknown, AttributionReason.PodUnknown, false);

    private Peer PeerOf(IpAddress address) =>
        _tasks.TryGetValue(address, out var owner) ? new Peer(PeerKind.Task, $"airflow/etl.{owner.Try!.Task.TaskId}")
        : (uint)address.Low >> 24 == 10 ? Some.Database
        : Some.World;
}
