using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.SensorBlind;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>From when on the agent sees too little to be believed.</summary>
public sealed class SensorBlindOptions
{
    /// <summary>Default true.</summary>
    [Description("Say when a source is down or loses too many events: what is not seen then did not have to be absent.")]
    public bool Enabled { get; set; } = true;

    /// <summary>0 to 1, default 0.95.</summary>
    [Description("Part of the events of the last window that must have come through, at least.")]
    [Range(0.0, 1.0)]
    public double MinCompleteness { get; set; } = 0.95;

    /// <summary>1 to 1,000,000, default 100.</summary>
    [Description("Lost events of a window below which nothing is said.")]
    [Range(1, 1_000_000)]
    public int MinLost { get; set; } = 100;

    /// <summary>10 s to 1 h, default 5 min.</summary>
    [Description("The window over which events are counted.")]
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>0 to 1 h, default 1 min.</summary>
    [Description("How long a source may be down before it is told: agents of Cilium restart.")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DownFor { get; set; } = TimeSpan.FromMinutes(1);
}
