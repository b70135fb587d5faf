namespace Windsock.Exporter.Prometheus.Series;

/// <summary>What a task's pods run with; each text is empty when it is not known.</summary>
/// <param name="SpiffeId">As a proxy verified it.</param>
internal readonly record struct TaskIdentity(string ServiceAccount, string CloudIdentity, string SpiffeId);
