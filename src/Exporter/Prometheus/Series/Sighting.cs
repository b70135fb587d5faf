using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>A flow event as one side of it sees it: what is counted, for which task, and in which round of examples.</summary>
internal readonly ref struct Sighting : ISighting
{
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
    public Exemplar? ToExemplar(double value) =>
        _owner.Try is { } attempt ? new Exemplar(attempt, _flow.TraceId, ExampleTime.Of(_flow.Time, _receivedAt), value) : null;
}
