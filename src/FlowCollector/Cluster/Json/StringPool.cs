using System.Text;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>One string object for texts that repeat (namespaces, nodes, label keys). A direct-mapped cache: a newcomer takes the
/// place of whoever shares its slot, so the pool is bounded whatever the cluster sends. Single-threaded.</summary>
internal sealed class StringPool
{
    private const int Slots = 4096;
    private const int MaxBytes = 128;

    private readonly string?[] _strings = new string?[Slots];

    /// <param name="utf8">Valid or not: what is not UTF-8 becomes U+FFFD.</param>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        // Text with other than ASCII letters does not occur in the names of Kubernetes; it is read, but not pooled.
        if (utf8.Length > MaxBytes || !Ascii.IsValid(utf8))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref _strings[Hash(utf8) % Slots];
        if (slot is { } known && Ascii.Equals(utf8, known))
        {
            return known;
        }

        return slot = Encoding.ASCII.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        // FNV-1a: the texts are short and an attacker who makes slots collide only gets his own strings twice.
        var hash = 2166136261u;
        foreach (var value in text)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return hash;
    }
}
