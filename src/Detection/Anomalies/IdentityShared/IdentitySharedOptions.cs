using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.IdentityShared;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>When a service account that several DAGs run under is worth a finding.</summary>
public sealed class IdentitySharedOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for DAGs that begin to run under a service account that was another DAG's alone, or under the default one.")]
    public bool Enabled { get; set; } = true;

    /// <summary>0 to 90 days, default 2 days. What is shared by then was meant to be.</summary>
    [Description("How long a service account must have been one DAG's alone to be its own. Accounts that are shared from the start are no finding.")]
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan OwnAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>1 to 1,000, default 5.</summary>
    [Description("Pods of the DAG that must have been seen under it by then.")]
    [Range(1, 1_000)]
    public int MinPods { get; set; } = 5;
}
