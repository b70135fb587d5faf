namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>The two formats a scraper can ask for.</summary>
internal enum ExpositionFormat : byte
{
    /// <summary>Prometheus text format 0.0.4: what a person or an unknown client gets. Carries no exemplars and no units.</summary>
    Text,

    /// <summary>OpenMetrics text format 1.0.0.</summary>
    OpenMetrics,
}
