using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.IdentityExplosion;

/// <summary>From when on security identities grow with tries.</summary>
public sealed class IdentityExplosionOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for DAGs whose every try gets a Cilium security identity of its own.")]
    public bool Enabled { get; set; } = true;

    /// <summary>3 to 32, default 6.</summary>
    [Description("Pods of one task in a row that each must have an identity of their own.")]
    [Range(3, 32)]
    public int MinPods { get; set; } = 6;
}
