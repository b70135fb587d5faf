using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>A flow event as one side of it sees it: what is counted, for which task, and in which round of examples.</summary>
internal readonly ref struct Sighting : ISighting
{
    // A flow may carry the clock of another node or none at all; an example from the future would block later ones in Prometheus.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(5);

    private readonly ref readonly Flow _flow;
    private readonly Owner _owner;
    private readonly Instant _receivedAt;

    public Sighting(in Flow flow, Owner owner, TaskBlock task, Peer peer, int direction, long exemplarRound, Instant receivedAt)
    {
        _flow = ref flow;
        _owner = owner;
        _receivedAt = receivedAt;
        Task = task;
        Peer = peer;
        Direction = direction;
        ExemplarRound = exemplarRound;
    }

    public ref readonly Flow Flow => ref _flow;

    public TaskBlock Task { get; }

    public Peer Peer { get; }

    /// <summary>0 when the task is the client (egress), 1 when it is the server (ingress).</summary>
    public int Direction { get; }

    public long ExemplarRound { get; }

    /// <returns>Null when the owner has no try, which leaves an example nothing to say.</returns>
    public Exemplar? ToExemplar(double value)
    {
        var time = _flow.Time.IsMissing || _flow.Time > _receivedAt.Add(MaxAhead) ? _receivedAt : _flow.Time;
        return _owner.Try is { } attempt ? new Exemplar(attempt, _flow.TraceId, time, value) : null;
    }
}
