using Windsock.Exporter.AuditTrail.Records;
using Windsock.Model.Flows;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>Deletes the oldest finished files when they are to be deleted: first the trail says so, then they go.</summary>
internal sealed class TrailRetention(IFolder folder, TrailSettings settings, TimeProvider time)
{
    /// <summary>Deletes what is due.</summary>
    /// <returns>How many files.</returns>
    /// <exception cref="IOException">The disk will not; the rest goes the next time.</exception>
    public int Apply(TrailWriter writer)
    {
        if (settings.MaxAge == TimeSpan.Zero && settings.MaxBytes == 0)
        {
            return 0;
        }

        var deleted = 0;
        foreach (var (manifest, hash, reason) in Due())
        {
            writer.Append([new TrailEntry(
                TrailKind.Retention, Instant.FromDateTimeOffset(time.GetUtcNow()),
                new RetentionNote(manifest.File, manifest.First, manifest.Last, manifest.LastHash, hash, reason))]);
            folder.Delete(manifest.File);
            folder.Delete(TrailFileNames.ManifestOf(manifest.File));
            folder.Flush();
            deleted++;
        }

        return deleted;
    }

    private List<(TrailManifest Manifest, string Hash, string Reason)> Due()
    {
        var files = new List<(TrailManifest Manifest, string Hash, Instant End)>();
        foreach (var name in folder.Names().Where(TrailFileNames.IsManifest))
        {
            if (TrailManifest.Read(folder, name, key: null, out _, out var hash, out var problem) is not { } manifest || problem.Length > 0)
            {
                // What is not as it was is evidence.
                break;
            }

            files.Add((manifest, hash, manifest.SealedAt));
        }

        var total = files.Sum(file => file.Manifest.Bytes);
        var oldest = settings.MaxAge == TimeSpan.Zero ? Instant.Missing : Instant.FromDateTimeOffset(time.GetUtcNow() - settings.MaxAge);
        var due = new List<(TrailManifest, string, string)>();
        foreach (var (manifest, hash, end) in files)
        {
            var isOld = !end.IsMissing && end < oldest;
            if (!isOld && (settings.MaxBytes == 0 || total <= settings.MaxBytes))
            {
                break;
            }

            due.Add((manifest, hash, isOld ? "max_age" : "max_bytes"));
            total -= manifest.Bytes;
        }

        return due;
    }
}
