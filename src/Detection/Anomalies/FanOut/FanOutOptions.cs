using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.FanOut;

/// <summary>From when on many destinations look like a scan.</summary>
public sealed class FanOutOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tries that reach for far more addresses or ports than their task usually does.")]
    public bool Enabled { get; set; } = true;

    /// <summary>2 to 1,000, default 20.</summary>
    [Description("Different addresses below which nothing is said, whatever is usual.")]
    [Range(2, 1_000)]
    public int MinAddresses { get; set; } = 20;

    /// <summary>2 to 1,000, default 15.</summary>
    [Description("Different ports below which nothing is said, whatever is usual.")]
    [Range(2, 1_000)]
    public int MinPorts { get; set; } = 15;

    /// <summary>10 to 1,000, default 100.</summary>
    [Description("Different addresses, or ports, of a task that is not known yet, of which most did not answer, that are told all the same.")]
    [Range(10, 1_000)]
    public int MinWithoutProfile { get; set; } = 100;
}
