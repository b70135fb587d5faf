using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Connections;

/// <summary>A connection as one side of it sees it, or the end of a try.</summary>
/// <param name="Try">Null leaves nothing to give as an example.</param>
/// <param name="Seen">By the datapath's clock.</param>
/// <param name="Clock">The agent's own; read only for an example.</param>
internal readonly record struct ConnectionSighting(
    TaskBlock Task, int Direction, Peer Peer, TaskTry? Try, string TraceId, Instant Seen, TimeProvider Clock, long ExemplarRound) : ISighting
{
    public Exemplar? ToExemplar(double value) =>
        Try is null ? null : new Exemplar(Try, TraceId, ExampleTime.Of(Seen, Instant.FromDateTimeOffset(Clock.GetUtcNow())), value);
}
