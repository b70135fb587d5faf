using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>metrics</c>: the budget of series.</summary>
internal sealed class MetricsSection
{
    [Range(100, 1_000_000)]
    [Description("Series that one metric may have. Past it values fold into task_id=\"_other\" or peer=\"_other\", so that sums stay exact.")]
    public int SeriesPerFamily { get; set; } = 20_000;

    [Range(10, 100_000)]
    [Description("Series that one DAG may have in one metric; folded in the same way.")]
    public int SeriesPerDag { get; set; } = 1_000;

    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    [Description("Time without a change after which a series goes away, once it was scraped after its last change.")]
    public TimeSpan SeriesTtl { get; set; } = TimeSpan.FromMinutes(30);
}
