using System.ComponentModel;

namespace Windsock.Detection.Anomalies.MetadataServiceAccess;

/// <summary>Whether calls to a cloud's metadata service are worth a finding.</summary>
public sealed class MetadataServiceAccessOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks that call a cloud's metadata service (169.254.169.254 and the like) and never did.")]
    public bool Enabled { get; set; } = true;
}
