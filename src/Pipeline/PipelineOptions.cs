using System.ComponentModel.DataAnnotations;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline;

/// <summary>Sizes and times of the data path.</summary>
public sealed class PipelineOptions
{
    /// <summary>Batches (of at most 256 flows) between a source and attribution. Default 64: about 3 MB.</summary>
    [Range(1, 4_096)]
    public int SourceQueueCapacity { get; set; } = 64;

    /// <summary>Batches in front of each consumer. Default 64.</summary>
    [Range(1, 4_096)]
    public int ConsumerQueueCapacity { get; set; } = 64;

    /// <summary>Batches (of at most 128 calls) between the sources of calls and attribution; past it calls are dropped. Default 64:
    /// about 3 MB.</summary>
    [Range(1, 4_096)]
    public int CallQueueCapacity { get; set; } = 64;

    /// <summary>Batches (of at most 512 events) between the sources of the platform and attribution; past it a server refuses, and its sender
    /// sends again. Default 32: about 32 MB at the worst.</summary>
    [Range(1, 4_096)]
    public int PlatformQueueCapacity { get; set; } = 32;

    /// <summary>Changes of the cluster view in flight. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int ClusterQueueCapacity { get; set; } = 4_096;

    /// <summary>How long sources wait at start for the first complete list of pods, so that their flows find it. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ClusterSyncWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop may take to drain the queues; what is left then is counted as dropped. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ShutdownBudget { get; set; } = TimeSpan.FromSeconds(10);

    public WaitRoomOptions WaitRoom { get; set; } = new();
}
