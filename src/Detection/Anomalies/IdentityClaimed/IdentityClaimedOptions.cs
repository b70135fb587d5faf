using System.ComponentModel;

namespace Windsock.Detection.Anomalies.IdentityClaimed;

/// <summary>Whether pods that claim to be Airflow's are worth a finding.</summary>
public sealed class IdentityClaimedOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for pods outside of airflow.namespaces that carry Airflow's labels.")]
    public bool Enabled { get; set; } = true;
}
