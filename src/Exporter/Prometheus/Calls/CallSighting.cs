using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>A call as one side of it sees it.</summary>
internal readonly ref struct CallSighting : ISighting
{
    private readonly ref readonly Call _call;
    private readonly Owner _owner;
    private readonly Instant _receivedAt;

    public CallSighting(in Call call, Owner owner, TaskBlock task, int direction, long exemplarRound, Instant receivedAt)
    {
        _call = ref call;
        _owner = owner;
        _receivedAt = receivedAt;
        Task = task;
        Direction = direction;
        ExemplarRound = exemplarRound;
    }

    public ref readonly Call Call => ref _call;

    public TaskBlock Task { get; }

    /// <summary>0 when the task is the client (egress), 1 when it is the server (ingress).</summary>
    public int Direction { get; }

    public long ExemplarRound { get; }

    /// <returns>Null when the owner has no try, which leaves an example nothing to say, and for an increase, which is no example.</returns>
    public Exemplar? ToExemplar(double value) =>
        !_call.IsIncrease && _owner.Try is { } attempt ? new Exemplar(attempt, _call.TraceId.ToHex(), ExampleTime.Of(_call.Time, _receivedAt), value) : null;
}
