using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Connections;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>Sizes and times by which flow events become connections.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Connections that are followed at once; then the ones that have been idle longest are given up, and counted.
    /// 16 to 2,000,000, default 200,000 (about 75 MB when all are taken).</summary>
    [Range(16, 2_000_000)]
    public int MaxOpen { get; set; } = 200_000;

    /// <summary>How long a SYN may stay without an answer until that is a timeout. 1 s to 5 min, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan SynTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for UDP and ICMP, which are then unanswered. 1 s to 5 min, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A TCP connection that has stood this long is reported as established without waiting for its end; a reset after
    /// that only shows in a counter. 1 s to 10 min, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How late events may come, against later ones, without changing what is said. Every outcome waits for it.
    /// 0 to 30 s, default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ReorderWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection that was reported and not closed is remembered after its last event, so that later ones do
    /// not make a new connection. 1 min to 1 day, default 15 min; datagrams at most 1 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Addresses per pod whose DNS names are remembered; the oldest go first. 1 to 65,536, default 256.</summary>
    [Range(1, 65_536)]
    public int NamesPerPod { get; set; } = 256;

    /// <summary>The same over all pods; then the pod that asked least recently is forgotten. 1 to 1,048,576, default 50,000.</summary>
    [Range(1, 1_048_576)]
    public int MaxNames { get; set; } = 50_000;

    /// <summary>How much longer than its time to live a DNS answer names connections: clients keep answers longer than they should.
    /// 1 min to 1 day, default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan NameSlack { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>DNS domain of the cluster: names of services under it are shown as services. Default <c>cluster.local</c>.</summary>
    [Required]
    [StringLength(253)]
    public string ClusterDomain { get; set; } = "cluster.local";
}
