namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Something seen that raises a series of a task, and what it gives as an example.</summary>
internal interface ISighting
{
    TaskBlock Task { get; }

    /// <summary>0 when the task is the client (egress), 1 when it is the server (ingress).</summary>
    int Direction { get; }

    /// <inheritdoc cref="ScrapeClock.ExemplarRound"/>
    long ExemplarRound { get; }

    /// <returns>Null when there is no try to name, which leaves an example nothing to say.</returns>
    Exemplar? ToExemplar(double value);
}
