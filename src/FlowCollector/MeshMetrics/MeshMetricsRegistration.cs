using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.MeshMetrics.Scraping;
using Windsock.FlowCollector.MeshMetrics.Targets;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Builds what looks at the mesh's proxies from its options.</summary>
public static class MeshMetricsRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="namespaces">Whose pods may be Airflow's: only those are looked at. <c>*</c> is all.</param>
    /// <param name="accessLogs">Whose calls come by another way.</param>
    /// <returns>Nothing but metric families when it is off.</returns>
    public static MeshMetricsParts Create(
        MeshMetricsOptions options, IReadOnlyList<string> namespaces, IAccessLogPresence accessLogs, TimeProvider time, ILoggerFactory loggers)
    {
        if (!options.Enabled)
        {
            return new MeshMetricsParts(null, null, null, new MeshMetricsMetrics(null, null));
        }

        var counts = new MeshMetricsCounts();
        var pods = new MeshPods(namespaces, options.ZtunnelNamespace);
        var pages = new ProxyPages(options, time);
        var look = new ProxyLook(pages, pods, accessLogs, counts, time);
        var source = new MeshMetricsSource(options, pods, look, counts, new MeshMetricsLog(loggers.CreateLogger("Windsock.MeshMetrics")), time);
        return new MeshMetricsParts(source, pods, pages, new MeshMetricsMetrics(counts, pods));
    }
}
