using System.Buffers;
using System.IO.Compression;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Inflates gzip of which nobody knows how long it becomes.</summary>
internal static class BoundedGzip
{
    private const int FirstBytes = 4_096;

    /// <summary>Never inflates further than one buffer past the limit, whatever the bytes promise.</summary>
    /// <param name="inflated">Rented from the shared pool, for the caller to give back, also when this throws.</param>
    /// <returns>Bytes of it that are filled; more than <paramref name="limit"/> when there would be more.</returns>
    /// <exception cref="InvalidDataException">The bytes are no gzip.</exception>
    public static int Inflate(byte[] compressed, int length, int limit, ref byte[] inflated)
    {
        var count = 0;
        using var gzip = new GZipStream(new MemoryStream(compressed, 0, length, writable: false), CompressionMode.Decompress);
        for (int read; count <= limit && (read = gzip.Read(inflated, count, inflated.Length - count)) > 0;)
        {
            count += read;
            inflated = count == inflated.Length ? Grow(inflated, count, limit) : inflated;
        }

        return count;
    }

    /// <summary>A buffer to begin with.</summary>
    public static byte[] Rent(int compressedLength, int limit) => ArrayPool<byte>.Shared.Rent((int)Math.Min(limit, Math.Max(FirstBytes, compressedLength * 8L)));

    private static byte[] Grow(byte[] full, int count, int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(limit, count) + 1L, full.Length * 2L));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
