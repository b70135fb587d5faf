using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Prometheus.Connections;

/// <summary>Which cells of a task's block a connection or an ended try raises.</summary>
internal sealed class ConnectionCells
{
    private const int PeerKinds = 7;
    private const int ConnectionsAt = 0;
    private const int ConnectionChunks = 2;
    private const int AuditedAt = ConnectionsAt + ConnectionChunks;
    private const int TriesAt = AuditedAt + 1;
    private const int FailuresAt = TriesAt + 1;
    private const int FindingsAt = FailuresAt + 1;

    private readonly CounterCells _connections;
    private readonly CounterCells _audited;
    private readonly CounterCells _tries;
    private readonly CounterCells _failures;
    private readonly CounterCells _findings;
    private readonly DurationCells _setup;
    private readonly OpenCells<string> _peers;

    /// <param name="families">In the order of <see cref="ConnectionFamilies.All"/>.</param>
    public ConnectionCells(SeriesTable table, SeriesFamily[] families, int maxPeersPerTask)
    {
        _connections = new CounterCells(table, families[0], ConnectionsAt, ConnectionChunks, ConnectionFamilies.Outcomes.Length * PeerKinds, ConnectionLabels);
        _setup = new DurationCells(table, families[1]);
        _audited = new CounterCells(table, families[2], AuditedAt, 1, 2 * PeerKinds, AuditedLabels);
        _peers = new OpenCells<string>(table, families[3], maxPeersPerTask, block => block.Peers, LabelText.Clean, name => LabelSuffix.Of(("peer", name)), LabelText.Other);
        _tries = new CounterCells(table, families[4], TriesAt, 1, ConnectionFamilies.Results.Length, (_, cell) => LabelSuffix.Of(("result", ConnectionFamilies.Results[cell])));
        _failures = new CounterCells(table, families[5], FailuresAt, 1, ConnectionFamilies.Causes.Length, (_, cell) => LabelSuffix.Of(("cause", ConnectionFamilies.Causes[cell])));
        _findings = new CounterCells(table, families[6], FindingsAt, 1, ConnectionFamilies.Findings.Length, (_, cell) => LabelSuffix.Of(("finding", ConnectionFamilies.Findings[cell])));
    }

    /// <summary>Chunks of cells in a task's block.</summary>
    public static int Chunks => FindingsAt + 1;

    /// <summary>A task's first connection or try: what it will be asked for is there at zero, so that the first failure has a rate.</summary>
    public void Introduce(TaskBlock task)
    {
        _tries.CreateAll(task);
        _failures.CreateAll(task);
        _findings.CreateAll(task);
    }

    public void CountConnection(Connection connection, in ConnectionSighting sighting)
    {
        var kind = FlowLabels.IndexOf(sighting.Peer.Kind);
        _connections.Count(sighting.Direction, ((int)connection.Outcome * PeerKinds) + kind, sighting);
        _peers.Find(sighting.Task, sighting.Peer.Name).Count(sighting);
        if (connection.WouldBeDenied)
        {
            _audited.Count(0, (sighting.Direction * PeerKinds) + kind, sighting);
        }

        if (connection.SetupTime is { } setup)
        {
            _setup.Observe(setup, sighting);
        }
    }

    /// <param name="story">Of a try that has ended.</param>
    public void CountTry(TryStory story, in ConnectionSighting sighting)
    {
        _tries.Count(0, (int)story.Result - 1, sighting);
        if (story.Result == TryResult.Failed)
        {
            _failures.Count(0, (int)(story.Causes.IsDefaultOrEmpty ? FailureCause.NoneSeen : story.Causes[0].Cause), sighting);
        }
    }

    public void CountFinding(MeshFinding finding, in ConnectionSighting sighting) => _findings.Count(0, (int)finding, sighting);

    private static byte[] ConnectionLabels(int chunk, int cell) => LabelSuffix.Of(
        ("direction", FlowLabels.Directions[chunk]),
        ("outcome", ConnectionFamilies.Outcomes[cell / PeerKinds]),
        ("peer_kind", FlowLabels.PeerKinds[cell % PeerKinds]));

    private static byte[] AuditedLabels(int chunk, int cell) => LabelSuffix.Of(
        ("direction", FlowLabels.Directions[cell / PeerKinds]), ("peer_kind", FlowLabels.PeerKinds[cell % PeerKinds]));
}
