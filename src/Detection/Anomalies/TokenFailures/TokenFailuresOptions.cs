using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.TokenFailures;

/// <summary>When answers that their credentials are not valid are worth a finding.</summary>
public sealed class TokenFailuresOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks with answers that their credentials are not valid.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1 to 100,000, default 10.</summary>
    [Description("Times in one try from which on it is told although nothing says that the try failed by it.")]
    [Range(1, 100_000)]
    public int ManyFrom { get; set; } = 10;
}
