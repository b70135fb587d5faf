using System.ComponentModel.DataAnnotations;

namespace Windsock.Pipeline.Stages;

/// <summary>How long and how many flows may wait for a pod that is not known yet.</summary>
public sealed class WaitRoomOptions
{
    /// <summary>Default 3 s; 0 switches waiting off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Flows that may wait at a time, default 20,000 (about 5 MB). Past it flows are answered at once.</summary>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 20_000;
}
