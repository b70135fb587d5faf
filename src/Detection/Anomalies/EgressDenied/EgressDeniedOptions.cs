using System.ComponentModel;

namespace Windsock.Detection.Anomalies.EgressDenied;

/// <summary>Whether denied connections are worth a finding.</summary>
public sealed class EgressDeniedOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks whose connections a network policy denies.")]
    public bool Enabled { get; set; } = true;
}
