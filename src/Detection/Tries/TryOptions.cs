using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Tries;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>Sizes and times by which what is seen becomes the stories of tries.</summary>
public sealed class TryOptions
{
    /// <summary>Tries that are kept, running and ended; then the oldest ended ones are forgotten, and counted.
    /// 16 to 1,000,000, default 10,000.</summary>
    [Range(16, 1_000_000)]
    public int MaxTries { get; set; } = 10_000;

    /// <summary>How long an ended try can be asked about. 1 min to 7 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long after the end of its last pod a try is taken for ended: another pod may follow, and the outcome of its last
    /// connections has yet to stand. Should exceed <c>connections.synTimeout</c> and <c>connections.reorderWindow</c> together.
    /// 0 to 10 min, default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a try whose pods never were in view must be silent to be taken for ended. 10 s to 1 day, default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleEnd { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Peers that are told apart per try; further ones are left out and the story says so. 1 to 10,000, default 200.</summary>
    [Range(1, 10_000)]
    public int MaxPeers { get; set; } = 200;

    /// <summary>DNS names that are remembered per try. 1 to 10,000, default 100.</summary>
    [Range(1, 10_000)]
    public int MaxNames { get; set; } = 100;

    /// <summary>Lines of a try's timeline; then lines from its middle are left out. 16 to 10,000, default 300.</summary>
    [Range(16, 10_000)]
    public int MaxTimeline { get; set; } = 300;

    /// <summary>Pods that are told apart per try. 1 to 1,000, default 50.</summary>
    [Range(1, 1_000)]
    public int MaxPods { get; set; } = 50;
}
