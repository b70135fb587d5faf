using System.IO.Compression;

namespace Windsock.Exporter.FlowLog;

/// <summary>Compresses full files of the flow log. There is a whole file under one of the two names at any time.</summary>
internal sealed class FullFileCompression(RotatingFile file)
{
    private const string Compressed = ".gz";

    public async Task TurnAsync(CancellationToken stop)
    {
        foreach (var full in file.Full().Where(name => !name.EndsWith(Compressed, StringComparison.Ordinal)))
        {
            await CompressAsync(full, stop).ConfigureAwait(false);
        }
    }

    private static async Task CompressAsync(string full, CancellationToken stop)
    {
        var temporary = full + Compressed + ".tmp";
        try
        {
            await CopyAsync(full, temporary, stop).ConfigureAwait(false);
            File.Move(temporary, full + Compressed, overwrite: true);
            File.Delete(full);
        }
        catch (FileNotFoundException)
        {
            // It was the oldest one, and has made room meanwhile.
            File.Delete(temporary);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task CopyAsync(string full, string temporary, CancellationToken stop)
    {
        var source = File.OpenRead(full);
        await using var sourceEnd = source.ConfigureAwait(false);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        var target = new FileStream(temporary, options);
        await using var targetEnd = target.ConfigureAwait(false);
        var gzip = new GZipStream(target, CompressionLevel.Fastest);
        await using var gzipEnd = gzip.ConfigureAwait(false);
        await source.CopyToAsync(gzip, stop).ConfigureAwait(false);
    }
}
