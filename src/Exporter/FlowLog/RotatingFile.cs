using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Windsock.Exporter.FlowLog;

/// <summary>A file of lines that is renamed when it is full, and begun anew. It is opened for each piece, so that a file that others
/// take away is begun anew, too. Readable for its group, for those who ship logs.</summary>
internal sealed class RotatingFile(string path, long maxBytes, int maxFiles, TimeProvider time) : ILineTarget
{
    /// <summary>Longer than a line.</summary>
    private const int TailBytes = 1 << 20;

    public string Place => path;

    /// <summary>Full files, oldest first, compressed ones among them.</summary>
    public IReadOnlyList<string> Full() => [.. Directory
        .EnumerateFiles(Folder, $"{Stem}-*{Extension}*")
        .Where(file => file.EndsWith(Extension, StringComparison.Ordinal) || file.EndsWith(Extension + ".gz", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    public string Append(ReadOnlySpan<byte> lines)
    {
        var trouble = "";
        using (var file = Open())
        {
            var length = WholeLength(file.SafeFileHandle, file.Length);
            if (length == 0 || length + lines.Length <= maxBytes)
            {
                Write(file.SafeFileHandle, lines, length);
                return "";
            }

            trouble = Rotate();
        }

        using var next = Open();
        Write(next.SafeFileHandle, lines, WholeLength(next.SafeFileHandle, next.Length));
        return trouble;
    }

    private string Folder => Path.GetDirectoryName(path)!;

    private string Stem => Path.GetFileNameWithoutExtension(path);

    private string Extension => Path.GetExtension(path);

    private FileStream Open()
    {
        // Two agents that write to one file would tear each other's lines: the second one is refused.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return new FileStream(path, options);
    }

    private static void Write(SafeFileHandle file, ReadOnlySpan<byte> lines, long length)
    {
        try
        {
            RandomAccess.Write(file, lines, length);
        }
        catch (IOException)
        {
            Shorten(file, length);
            throw;
        }
    }

    private static void Shorten(SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The next piece begins at the last whole line all the same.
        }
    }

    /// <summary>Up to the end of the last whole line: a write that was cut off is no line.</summary>
    private static long WholeLength(SafeFileHandle file, long length)
    {
        Span<byte> last = stackalloc byte[1];
        if (length == 0 || (RandomAccess.Read(file, last, length - 1) == 1 && last[0] == (byte)'\n'))
        {
            return length;
        }

        var from = Math.Max(0, length - TailBytes);
        var tail = new byte[length - from];
        var read = RandomAccess.Read(file, tail, from);
        var end = from + tail.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        Shorten(file, end);
        return end;
    }

    private string FullName(DateTimeOffset at) =>
        Path.Combine(Folder, $"{Stem}-{at.ToString("yyyyMMdd'T'HHmmss.fffffff'Z'", CultureInfo.InvariantCulture)}{Extension}");

    /// <summary>Renames the full file, and removes the oldest ones.</summary>
    private string Rotate()
    {
        var at = time.GetUtcNow();
        var name = FullName(at);
        while (File.Exists(name) || File.Exists(name + ".gz"))
        {
            // A clock that stands still or was set back.
            at = at.AddTicks(1);
            name = FullName(at);
        }

        File.Move(path, name);
        try
        {
            foreach (var old in Full().SkipLast(maxFiles))
            {
                File.Delete(old);
            }

            return "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"old files are not removed: {failure.Message}";
        }
    }
}
