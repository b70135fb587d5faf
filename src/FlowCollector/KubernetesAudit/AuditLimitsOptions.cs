using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>What senders of audit events may make the agent hold.</summary>
public sealed class AuditLimitsOptions
{
    /// <summary>Longest body in bytes that is read, before and after it is inflated; 64 KiB to 256 MiB. Default 12 MiB: room for the largest
    /// batch of an API server that truncates (10 MiB).</summary>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    [Description("Longest body in bytes that is read, before and after it is inflated. What is over it is lost, counted and marked as a gap; the request is taken all the same.")]
    public int MaxBodyBytes { get; set; } = 12 * 1024 * 1024;

    /// <summary>Longest event in bytes that is read whole; 4 KiB to 16 MiB. Default 256 KiB.</summary>
    [Range(4 * 1024, 16 * 1024 * 1024)]
    [Description("Longest event in bytes that is read whole. Of a longer one is kept what stands before it: who asked for what, not always when and why.")]
    public int MaxEventBytes { get; set; } = 256 * 1024;

    /// <summary>Requests that are read at a time; 1 to 10,000. Default 32.</summary>
    [Range(1, 10_000)]
    [Description("Requests that are read at a time; the senders of more are asked to come again.")]
    public int MaxConcurrentRequests { get; set; } = 32;

    /// <summary>Connections at a time; 1 to 100,000. Default 256.</summary>
    [Range(1, 100_000)]
    [Description("Connections at a time; more are closed at once.")]
    public int MaxConnections { get; set; } = 256;

    /// <summary>How long a request may take, from its headers to its end; 1 second to 10 minutes. Default 1 minute: API servers give up after
    /// half of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Description("How long a request may take from its headers to its end; then its connection is closed.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Events that are remembered to know copies of them, at least; at most twice as many. 1,000 to 10 million. Default 200,000, about
    /// 20 MB when full.</summary>
    [Range(1_000, 10_000_000)]
    [Description("Events that are remembered to find copies of them; about 100 bytes each.")]
    public int RememberedEvents { get; set; } = 200_000;

    /// <summary>How long an event is remembered, at least; at most twice as long. 1 minute to 1 day. Default 10 minutes: API servers give up
    /// a batch after five.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    [Description("How long an event is remembered to find copies of it.")]
    public TimeSpan RememberedFor { get; set; } = TimeSpan.FromMinutes(10);
}
