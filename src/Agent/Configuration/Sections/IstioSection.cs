using System.ComponentModel;
using Windsock.FlowCollector.MeshMetrics;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>istio</c>: what the mesh's proxies tell.</summary>
internal sealed class IstioSection
{
    [Description("Counters of the mesh's proxies on this node, for pods that send no access log.")]
    public MeshMetricsOptions Metrics { get; set; } = new();
}
