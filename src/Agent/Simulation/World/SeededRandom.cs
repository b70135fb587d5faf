namespace Windsock.Agent.Simulation.World;

/// <summary>SplitMix64: the same numbers for the same seed on every runtime, which System.Random does not promise.</summary>
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to <paramref name="limit"/> exclusive.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int low, int highInclusive) => low + Below(highInclusive - low + 1);

    public bool OneIn(int times) => Below(times) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());

        // Version 4, variant 1, as every writer of random UUIDs marks them.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Lower-case letters and digits, as in the suffix of a generated pod name.</summary>
    public string Suffix(int length)
    {
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
        return string.Create(length, this, static (span, random) =>
        {
            foreach (ref var character in span)
            {
                character = Alphabet[random.Below(Alphabet.Length)];
            }
        });
    }

    public string Hex(int length)
    {
        const string Alphabet = "0123456789abcdef";
        return string.Create(length, this, static (span, random) =>
        {
            foreach (ref var character in span)
            {
                character = Alphabet[random.Below(Alphabet.Length)];
            }
        });
    }
}
