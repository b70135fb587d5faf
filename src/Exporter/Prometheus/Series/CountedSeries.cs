namespace Windsock.Exporter.Prometheus.Series;

/// <summary>One series of a task (or of the rest that was folded). One thread counts, others read.</summary>
internal abstract class CountedSeries(TaskBlock owner, byte[] suffix)
{
    private byte[] _suffix = suffix;

    /// <summary>Whose series it is; its labels come first.</summary>
    public TaskBlock Owner { get; } = owner;

    /// <summary>The labels after those of the owner, rendered: <c>,direction="egress"</c>... Without the closing brace.</summary>
    public byte[] Suffix => Volatile.Read(ref _suffix);

    /// <summary>More of its labels became known. A reader sees the old ones or the new ones, never a mixture.</summary>
    public void Relabel(byte[] suffix) => Volatile.Write(ref _suffix, suffix);
}
