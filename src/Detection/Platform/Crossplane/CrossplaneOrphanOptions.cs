using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Platform.Crossplane;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>Key <c>platform.crossplaneOrphan</c>: when a resource of Crossplane's counts as left behind.</summary>
public sealed class CrossplaneOrphanOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for resources of Crossplane's that are left behind.")]
    public bool Enabled { get; set; } = true;

    /// <summary>Default 15 minutes, 1 minute to 1 day.</summary>
    [Description("How long the owner of a resource must be gone before the resource is left behind.")]
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Default 1 day; 0 to 90 days, 0: never.</summary>
    [Description("A claim that is there this long after the last run of the DAG that made it is left behind. 0: never.")]
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan AfterLastRun { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Default none.</summary>
    [Description("Claims that are meant to stay after their DAG, as NAMESPACE/NAME (a composite without namespace: NAME); * stands for any characters.")]
    public IReadOnlyList<string> Keep { get; set; } = [];
}
