using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>By what an event is known when it comes again. 127 bits of SHA-256: whoever chooses a part of the event cannot make two events
/// alike. <c>default</c>: it cannot be told from others and is never taken for a copy.</summary>
public readonly record struct AuditKey(ulong High, ulong Low)
{
    internal const int MaxPartLength = 2_048;

    /// <summary>Ends of texts are part of it: ("ab", "c") is not ("a", "bc").</summary>
    /// <param name="parts">What makes the event what it is: who sent it, its id, its stage, and what else must differ when an id is used twice.
    /// Each counts by its first 2,048 characters.</param>
    public static AuditKey Of(params ReadOnlySpan<string> parts)
    {
        var capacity = 0;
        foreach (var part in parts)
        {
            capacity += sizeof(int) + (Math.Min(part.Length, MaxPartLength) * 3);
        }

        var rented = ArrayPool<byte>.Shared.Rent(capacity);
        var written = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part.AsSpan(0, Math.Min(part.Length, MaxPartLength)), rented.AsSpan(written + sizeof(int)));
            BinaryPrimitives.WriteInt32LittleEndian(rented.AsSpan(written), length);
            written += sizeof(int) + length;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(rented.AsSpan(0, written), digest);
        ArrayPool<byte>.Shared.Return(rented);
        return new AuditKey(BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]) | 1);
    }
}
