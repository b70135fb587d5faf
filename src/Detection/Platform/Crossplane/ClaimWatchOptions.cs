using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Platform.Crossplane;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>Key <c>platform.claims</c>: how Crossplane's claims, composites and managed resources are understood.</summary>
public sealed class ClaimWatchOptions
{
    /// <summary>Default 2 minutes, 0 to 30 minutes.</summary>
    [Description("How long what came about with a resource waits for the record of who made it, before it is told without; audit logs of managed clusters come minutes late.")]
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan OwnerWait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Default 30 minutes, 1 minute to 7 days.</summary>
    [Description("A deletion that is not over after this long hangs.")]
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan DeletionHangs { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Default 15 minutes, 1 minute to 1 day.</summary>
    [Description("A managed resource whose creation has begun and not told its end for this long is stuck.")]
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan CreationPending { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Default crossplane-system and upbound-system. Empty: their traffic is not looked at.</summary>
    [Description("Namespaces whose pods are providers of Crossplane: their connections to clouds are shown with the claims that were in flight at that time.")]
    public IReadOnlyList<string> ProviderNamespaces { get; set; } = ["crossplane-system", "upbound-system"];
}
