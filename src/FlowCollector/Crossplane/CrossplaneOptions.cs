using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>Key <c>platform.crossplane</c>: whether and how much of Crossplane's resources is watched.</summary>
public sealed class CrossplaneOptions
{
    /// <summary>Default false. Needs the rights of docs/guides/crossplane.md.</summary>
    [Description("Watch Crossplane's claims and composites, found by the categories of their types. For one agent of the cluster, not for those of each node.")]
    public bool Enabled { get; set; }

    /// <summary>Default true: a managed type is watched as soon as a composite names one of its resources.</summary>
    [Description("Watch managed resources, too: a type of them as soon as a composite names one.")]
    public bool Managed { get; set; } = true;

    /// <summary>Types that are watched at most, claims and composites first; each is one open request. 1 to 1,000, default 200.</summary>
    [Description("Types watched at most, claims and composites first; each is one open request to the API server. Those beyond are counted.")]
    [Range(1, 1_000)]
    public int MaxTypes { get; set; } = 200;

    /// <summary>Claims and composites that are known at most, and as many managed resources again. 100 to 50,000, default 20,000; about
    /// 1 KB each.</summary>
    [Description("Claims and composites known at most, and as many managed resources again; about 1 KB each. Those beyond are counted.")]
    [Range(100, 50_000)]
    public int MaxObjects { get; set; } = 20_000;

    /// <summary>How often types are looked for although no definition changed. 1 minute to 1 hour, default 5 minutes.</summary>
    [Description("How often types are looked for although no definition of one changed (or definitions may not be watched).")]
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan DiscoverEvery { get; set; } = TimeSpan.FromMinutes(5);
}
