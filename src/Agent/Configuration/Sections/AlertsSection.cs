using System.ComponentModel;
using Windsock.Exporter.KubernetesEvents;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>alerts</c>: where the agent says what it found, beside its metrics.</summary>
internal sealed class AlertsSection
{
    [Description("Kubernetes Events on the pods of failed tries.")]
    public KubernetesEventsOptions KubernetesEvents { get; set; } = new();
}
