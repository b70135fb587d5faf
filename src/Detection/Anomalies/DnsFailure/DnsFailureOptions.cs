using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.DnsFailure;

/// <summary>When failing look-ups of names are worth a finding.</summary>
public sealed class DnsFailureOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks with failing look-ups of names.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1 to 100,000, default 10.</summary>
    [Description("Times in one try from which on it is told although nothing says that the try failed by it.")]
    [Range(1, 100_000)]
    public int ManyFrom { get; set; } = 10;
}
