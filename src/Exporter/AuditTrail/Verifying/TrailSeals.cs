using System.Globalization;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>Compares files with their manifests, and follows the chain of those.</summary>
internal sealed class TrailSeals(IFolder folder, TrailFindings findings, byte[]? key)
{
    private string _hash = "";
    private bool _isFirst = true;

    public int Count { get; private set; }

    /// <summary>What the first manifest that is there names as the one before; empty: nothing, or there is none.</summary>
    public string Before { get; private set; } = "";

    /// <param name="hash">Of the last line; empty for a file without lines.</param>
    public void Check(string file, bool isLast, long first, long last, string hash, long bytes, string sha256)
    {
        var name = TrailFileNames.ManifestOf(file);
        if (TrailManifest.Read(folder, name, key, out var prev, out var own, out var problem) is not { } manifest)
        {
            if (!isLast)
            {
                findings.Add(name, 0, $"is missing: {file} was finished, and nothing says what was in it");
                (_hash, _isFirst) = ("", false);
            }

            return;
        }

        Count++;
        if (problem.Length > 0)
        {
            findings.Add(name, 1, problem);
        }

        Follow(name, first, prev);
        _hash = own;
        if (manifest != new TrailManifest(file, first, last, hash, bytes, sha256) { SealedAt = manifest.SealedAt })
        {
            findings.Add(file, 0, manifest.File != file
                ? $"is sealed by the manifest of {manifest.File}: files were renamed or swapped"
                : string.Create(CultureInfo.InvariantCulture, $"is not what was sealed: records {first} to {last}, {bytes} bytes, where {manifest.First} to {manifest.Last}, {manifest.Bytes} bytes were"));
        }
    }

    private void Follow(string name, long first, string prev)
    {
        if (_isFirst)
        {
            _isFirst = false;
            Before = first == 1 ? "" : prev;
            if (first == 1 && prev.Length > 0 && prev != ChainedLine.None)
            {
                findings.Add(name, 1, "is the first manifest and names another before it");
            }
        }
        else if (_hash.Length > 0 && prev.Length > 0 && prev != _hash)
        {
            findings.Add(name, 1, "does not follow the manifest before it");
        }
    }
}
