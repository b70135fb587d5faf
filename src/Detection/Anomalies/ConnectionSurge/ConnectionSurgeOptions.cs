using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.ConnectionSurge;

/// <summary>From when on many connections are too many.</summary>
public sealed class ConnectionSurgeOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tries that open far more connections than their task usually does.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1.5 to 100, default 4.</summary>
    [Description("Times the task's median that a try must have, at least.")]
    [Range(1.5, 100.0)]
    public double Factor { get; set; } = 4;

    /// <summary>1 to 1,000,000, default 25.</summary>
    [Description("Connections below which nothing is said, whatever is usual.")]
    [Range(1, 1_000_000)]
    public int MinConnections { get; set; } = 25;
}
