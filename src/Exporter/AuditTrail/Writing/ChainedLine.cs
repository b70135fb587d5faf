using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>The frame of a line. A line is a JSON object whose last two members are <c>prev</c> and <c>hash</c> (or <c>hmac</c>), each of 64
/// lower-case hex digits. Its canonical bytes are the line without its last 75 bytes (<c>,"hash":"..."}</c>) and with a closing brace; the
/// hash is SHA-256 over them, or HMAC-SHA-256 with a key. <c>prev</c> is the SHA-256 of the whole line before, without its line feed.</summary>
internal static class ChainedLine
{
    /// <summary>No line of ours is as long.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What the first line of all names as the one before.</summary>
    public const string None = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int Digits = 64;
    private const int TailBytes = 9 + Digits + 2;

    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> HmacName => ",\"hmac\":\""u8;

    private static ReadOnlySpan<byte> PrevName => ",\"prev\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>Adds the hash to an object that ends with <c>prev</c>, and writes both with a line feed.</summary>
    /// <returns>Hash of the whole line, for the <c>prev</c> of the next.</returns>
    public static string Write(IBufferWriter<byte> output, ReadOnlySpan<byte> canonical, byte[]? key)
    {
        var length = canonical.Length - 1 + TailBytes;
        var line = output.GetSpan(length + 1);
        canonical[..^1].CopyTo(line);
        var tail = line[(canonical.Length - 1)..];
        (key is null ? HashName : HmacName).CopyTo(tail);
        Encoding.ASCII.GetBytes(Digest(canonical, key), tail[9..]);
        End.CopyTo(tail[(9 + Digits)..]);
        line[length] = (byte)'\n';
        var hash = HashOf(line[..length]);
        output.Advance(length + 1);
        return hash;
    }

    /// <summary>SHA-256 in hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>What is wrong with the frame of a line; empty when all is well.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <param name="key">Null: the HMAC of a line that has one is not looked at.</param>
    public static string Check(ReadOnlySpan<byte> line, byte[]? key, out string prev, out bool isKeyed)
    {
        (prev, isKeyed) = ("", false);
        if (line.Length < 2 * TailBytes || line[0] != (byte)'{' || !IsTail(line[^TailBytes..], HashName, HmacName)
            || !line[^(2 * TailBytes - 1)..].StartsWith(PrevName) || !IsHex(line[^(2 * TailBytes - 1)..].Slice(9, Digits)))
        {
            return "is no record";
        }

        var tail = line[^TailBytes..];
        isKeyed = tail.StartsWith(HmacName);
        prev = Encoding.ASCII.GetString(line[^(2 * TailBytes - 1)..].Slice(9, Digits));
        if (key is not null && !isKeyed)
        {
            return "carries a plain hash where an HMAC is asked for";
        }

        if (isKeyed && key is null)
        {
            return "";
        }

        var canonical = new byte[line.Length - TailBytes + 1];
        line[..^TailBytes].CopyTo(canonical);
        canonical[^1] = (byte)'}';
        return Encoding.ASCII.GetBytes(Digest(canonical, isKeyed ? key : null)).AsSpan().SequenceEqual(tail.Slice(9, Digits))
            ? ""
            : isKeyed ? "was changed, or written with another key: its HMAC does not fit" : "was changed: its hash does not fit";
    }

    private static string Digest(ReadOnlySpan<byte> canonical, byte[]? key) =>
        key is null ? HashOf(canonical) : Convert.ToHexStringLower(HMACSHA256.HashData(key, canonical));

    private static bool IsTail(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        (tail.StartsWith(one) || tail.StartsWith(other)) && tail.EndsWith(End) && IsHex(tail.Slice(9, Digits));

    private static bool IsHex(ReadOnlySpan<byte> digits) => !digits.ContainsAnyExcept("0123456789abcdef"u8);
}
