using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Section <c>istio.metrics</c>: reading the counters of the mesh's proxies on this node. Off by default.</summary>
public sealed class MeshMetricsOptions : IValidatableObject
{
    /// <summary>Default false.</summary>
    [Description("Read the counters of the sidecars and the ztunnel on this node, for pods that send no access log.")]
    public bool Enabled { get; set; }

    /// <summary>Default 15 s, range 5 s to 5 min. What a pod did after the last look before its end is not seen.</summary>
    [Description("Time between two looks at a proxy. What a pod does after the last look before its end is not seen, so short tasks want a short one.")]
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Port of the pages of sidecars and ztunnel. Default 15020. 15090 is Envoy alone, without what the application adds to the
    /// page; ztunnel has no such port.</summary>
    [Description("Port of the proxies' pages. 15090 is a sidecar's Envoy alone, without what its application adds to the page; a ztunnel has only 15020.")]
    [Range(1, 65_535)]
    public int Port { get; set; } = 15_020;

    /// <summary>Namespace whose pods labelled <c>app=ztunnel</c> are believed, for they speak of other pods. Empty: no ztunnel is read.
    /// Default <c>istio-system</c>.</summary>
    [Description("Namespace of the ztunnel pods (label app=ztunnel): they speak of other pods, so nobody else is believed to be one. Empty: none is read.")]
    public string ZtunnelNamespace { get; set; } = "istio-system";

    /// <summary>Longest page in bytes; a longer one is not used. Default 16 MiB, range 64 KiB to 128 MiB. It is never held in memory.</summary>
    [Description("Longest page that is read; a longer one is given up, counted, and not used.")]
    [Range(64 * 1024, 128 * 1024 * 1024)]
    public int ResponseLimitBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Series of one proxy that are remembered; more are counted and not used. Default 5,000, range 100 to 100,000; 40 bytes each.</summary>
    [Description("Series of one proxy that are remembered, of the few families that are read; more are counted and not used.")]
    [Range(100, 100_000)]
    public int SeriesLimit { get; set; } = 5_000;

    /// <summary>Proxies that are asked at a time. Default 4, range 1 to 32.</summary>
    [Description("Proxies that are asked at a time.")]
    [Range(1, 32)]
    public int ConcurrentScrapes { get; set; } = 4;

    /// <summary>How long one page may take, from the connection to its last byte. Default 4 s, range 0.5 s to 30 s, not longer than
    /// <see cref="Interval"/>.</summary>
    [Description("How long one page may take, from the connection to its last byte; not longer than the interval.")]
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(4);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Timeout > Interval)
        {
            yield return new ValidationResult(
                $"{Timeout.TotalSeconds:0.###} s is longer than the interval of {Interval.TotalSeconds:0.###} s; allowed: up to the interval", [nameof(Timeout)]);
        }
    }
}
