using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.PermissionFailures;

/// <summary>When answers that they may not do what they ask for are worth a finding.</summary>
public sealed class PermissionFailuresOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks with answers that they may not do what they ask for.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1 to 100,000, default 10.</summary>
    [Description("Times in one try from which on it is told although nothing says that the try failed by it.")]
    [Range(1, 100_000)]
    public int ManyFrom { get; set; } = 10;
}
