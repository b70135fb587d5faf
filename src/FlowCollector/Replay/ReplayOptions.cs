using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Replay;

/// <summary>What to replay.</summary>
public sealed class ReplayOptions
{
    /// <summary>Files in the order to read them; <c>-</c> is standard input. Plain or gzip, told by their first bytes.</summary>
    public IList<string> Paths { get; set; } = [];

    /// <summary>A longer line is skipped and counted as oversized. Default 1 MiB, range 1 KiB to 64 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxLineBytes { get; set; } = 1 << 20;
}
