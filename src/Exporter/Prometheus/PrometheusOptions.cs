using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.Prometheus;

/// <summary>Section <c>metrics</c>: how many series the agent keeps and for how long.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Series per metric family, over all DAGs. Default 20,000, range 1,000 to 1,000,000. The last tenth is kept for the
    /// <c>task_id="_other"</c> series of single DAGs; past the cap events go to one series set with <c>_other</c> in
    /// <c>namespace</c>, <c>dag_id</c> and <c>task_id</c>, whose size is that of the closed labels and comes on top.
    /// A histogram's buckets, sum and count are a series each. Also the most tasks that are told apart.</summary>
    [Description("Series that one metric may have. Past it values fold into _other, so that sums stay exact.")]
    [Range(1_000, 1_000_000)]
    public int SeriesPerFamily { get; set; } = 20_000;

    /// <summary>Series per DAG within one family. Default 2,000, range 100 to 100,000. Past it new series of the DAG fold into
    /// <c>task_id="_other"</c> of the same namespace and DAG.</summary>
    [Description("Series that one DAG may have in one metric. Past it they fold into task_id=_other.")]
    [Range(100, 100_000)]
    public int SeriesPerDag { get; set; } = 2_000;

    /// <summary>Named peers per task. Default 100, range 1 to 10,000. Past it new peers fold into <c>peer="_other"</c>.</summary>
    [Description("Peers of a task that are told apart by name. Past it they fold into peer=_other.")]
    [Range(1, 10_000)]
    public int PeersPerTask { get; set; } = 100;

    /// <summary>How long the series of a task stay after its last flow, once a completely written scrape has shown them. Default
    /// one hour, range 10 seconds to 7 days. Without any scrape nothing is removed.</summary>
    [Description("Time without a change after which a task's series go away, once they were scraped after their last change.")]
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan SeriesTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time for one response; a slower reader is cut off and its scrape does not count as read. Default one minute,
    /// range 1 second to 10 minutes.</summary>
    [Description("Time for one answer of /metrics; a slower reader is cut off and its scrape does not count.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ScrapeTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
