using System.ComponentModel;

namespace Windsock.Detection.Anomalies.SidecarMissing;

/// <summary>Whether pods of tasks that ought to have a sidecar and have none are worth a finding.</summary>
public sealed class SidecarMissingOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for pods of tasks that ought to have a sidecar and have none, as a service mesh shows them.")]
    public bool Enabled { get; set; } = true;
}
