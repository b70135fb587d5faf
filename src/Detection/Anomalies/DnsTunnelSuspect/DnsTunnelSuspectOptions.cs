using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.DnsTunnelSuspect;

/// <summary>From when on look-ups look like data.</summary>
public sealed class DnsTunnelSuspectOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tries that seem to send data by the names they look up.")]
    public bool Enabled { get; set; } = true;

    /// <summary>10 to 2,048, default 40.</summary>
    [Description("Different names below one zone, at least.")]
    [Range(10, 2_048)]
    public int MinNames { get; set; } = 40;

    /// <summary>8 to 253, default 20.</summary>
    [Description("Mean length of these names in characters, without the zone, at least.")]
    [Range(8, 253)]
    public int MinLength { get; set; } = 20;

    /// <summary>1 to 6, default 3.2.</summary>
    [Description("Mean entropy of these names in bits per character, at least: words have 2 to 3, hexadecimal digits 3.5, base32 about 4.")]
    [Range(1.0, 6.0)]
    public double MinEntropy { get; set; } = 3.2;
}
