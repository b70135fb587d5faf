using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.ExfiltrationSuspect;

/// <summary>From when on much data is too much.</summary>
public sealed class ExfiltrationSuspectOptions
{
    /// <summary>Default true. Bytes are known of tasks in a service mesh only.</summary>
    [Description("Look for tries that send far more bytes than their task usually does. Bytes are known of tasks whose pods have a mesh proxy only.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1.5 to 1,000, default 5.</summary>
    [Description("Times the task's median that a try must have sent, at least.")]
    [Range(1.5, 1_000.0)]
    public double Factor { get; set; } = 5;

    /// <summary>1 to 1,000,000, default 10.</summary>
    [Description("Megabytes below which nothing is said, whatever is usual.")]
    [Range(1, 1_000_000)]
    public int MinMegabytes { get; set; } = 10;
}
