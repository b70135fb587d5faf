using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Querying;

/// <summary>Reads a trail from its first record to its last with a bounded memory. It proves nothing: that is the verifier's work.</summary>
public sealed class TrailSearch(IFolder folder)
{
    /// <summary>Whole lines that are no records.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Files of records; none: this is no directory of a trail.</summary>
    public int Files { get; private set; }

    /// <param name="found">Told of each record that fits, with its line.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Run(TrailQuery query, Action<TrailRow, ReadOnlyMemory<byte>> found, CancellationToken stop)
    {
        foreach (var file in folder.Names().Where(name => TrailFileNames.FirstOf(name) is not null))
        {
            Files++;
            using var lines = new TrailLines(folder.OpenRead(file) ?? throw new IOException($"{file} went away while it was read"));
            while (lines.Read(out var line, out var isWhole))
            {
                stop.ThrowIfCancellationRequested();
                var copy = line.ToArray();
                if (isWhole && TrailRow.Of(copy) is { } row)
                {
                    if (query.Fits(row))
                    {
                        found(row, copy);
                    }
                }
                else if (isWhole)
                {
                    Unreadable++;
                }
            }
        }
    }
}
