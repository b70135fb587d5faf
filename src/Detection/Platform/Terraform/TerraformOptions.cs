using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Platform.Terraform;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>How runs of Terraform and the locks of their states are understood.</summary>
public sealed class TerraformOptions
{
    /// <summary>0 to 24 h, default 2 min.</summary>
    [Description("How long the pod that holds a state's lock must be gone before the lock is called stale.")]
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>0 to 30 d, default 0: never.</summary>
    [Description("How old a lock must be that is held by somebody the agent has never seen as a pod before it is called stale. 0: never, its holder may be anywhere.")]
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan UnknownHolderStaleAfter { get; set; } = TimeSpan.Zero;

    /// <summary>0 to 1 d, default 1 min.</summary>
    [Description("How long a run must have waited for a lock that it got in the end before that is told. A run that gave up is always told.")]
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ContentionFrom { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>1 s to 15 min, default 35 s: an API server sends its audit at most 30 s late, or tries again.</summary>
    [Description("How late the API server's audit may come. Who waited for which lock is judged when this has passed; raise it for managed clusters whose audit takes minutes.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan AuditLag { get; set; } = TimeSpan.FromSeconds(35);
}
