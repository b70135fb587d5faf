using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Windsock.FlowCollector.Wire;

/// <summary>Remembers the object that was made from some bytes. Set-associative with eight ways: a look-up compares at most eight
/// hashes, whatever was put in, so hostile input can make it forget but neither slow nor large. When a row is full, or the
/// byte budget is spent, an entry that was not used lately gives way. Single-threaded; the numbers may be read from anywhere.</summary>
internal sealed class InternTable<T>
    where T : class
{
    private const int Ways = 8;
    private const int FirstRows = 16;

    private readonly long _maxBytes;

    // Zero marks a free place. Apart from the entries, so that one row of hashes is one cache line.
    private ulong[] _hashes = new ulong[FirstRows * Ways];
    private Entry[] _entries = new Entry[FirstRows * Ways];
    private int _hand;
    private int _count;
    private long _bytes;
    private long _evictions;

    /// <param name="capacity">Entries at most; rounded up to a power of two, at least 128. The table grows
    /// to it when a row is full.</param>
    /// <param name="maxBytes">Key bytes kept at most. The objects made from them cost about as much again.</param>
    public InternTable(int capacity, long maxBytes)
    {
        Capacity = Math.Max(FirstRows * Ways, (int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        _maxBytes = maxBytes;
        Seed = (ulong)Random.Shared.NextInt64();
    }

    public int Capacity { get; }

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Volatile.Read(ref _bytes);

    public long Evictions => Volatile.Read(ref _evictions);

    private ulong Seed { get; }

    // Twice as many as entries: rows fill unevenly, and a half full table rarely has a full row.
    private int MaxPlaces => Capacity * 2;

    /// <summary>The hash to find and add <paramref name="key"/> with.</summary>
    public ulong HashOf(ReadOnlySpan<byte> key) => ByteHash.Of(key, Seed) | 1;

    /// <summary>May be asked from any thread.</summary>
    public InternTableSize SizeOf(string name) => new(name, Count, Capacity, Evictions);

    public T? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var row = RowOf(hash);
        Fetch(row);
        var hashes = MemoryMarshal.Cast<ulong, Vector256<ulong>>(_hashes.AsSpan(row, Ways));
        var wanted = Vector256.Create(hash);
        var matches = Vector256.Equals(hashes[0], wanted).ExtractMostSignificantBits()
            | (Vector256.Equals(hashes[1], wanted).ExtractMostSignificantBits() << 4);
        for (; matches != 0; matches &= matches - 1)
        {
            ref var entry = ref _entries[row + BitOperations.TrailingZeroCount(matches)];
            if (key.SequenceEqual(entry.Key))
            {
                if (!entry.IsUsed)
                {
                    entry.IsUsed = true;
                }

                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Adds what <see cref="Find"/> did not find.</summary>
    public void Add(ReadOnlySpan<byte> key, ulong hash, T value)
    {
        if (key.Length > _maxBytes)
        {
            return;
        }

        MakeRoom(key.Length);
        while (_hashes.AsSpan(RowOf(hash), Ways).IndexOf(0UL) < 0 && _hashes.Length < MaxPlaces)
        {
            Grow();
        }

        var place = FreePlaceIn(RowOf(hash));
        _hashes[place] = hash;
        _entries[place] = new Entry { Key = key.ToArray(), Value = value };
        _count++;
        _bytes += key.Length;
    }

    /// <summary>Reads each cache line of a row's entries, so that they come while the hashes are compared and not after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(int row)
    {
        var entries = _entries.AsSpan(row, Ways);
        _ = Volatile.Read(ref entries[0].IsUsed);
        _ = Volatile.Read(ref entries[2].IsUsed);
        _ = Volatile.Read(ref entries[5].IsUsed);
        _ = Volatile.Read(ref entries[7].IsUsed);
    }

    private int RowOf(ulong hash) => (int)((hash >> 32) & (ulong)((_hashes.Length / Ways) - 1)) * Ways;

    private void MakeRoom(int length)
    {
        // The hand goes round the whole table; a used entry gets a second chance, so it stops within two rounds.
        while (_bytes + length > _maxBytes || _count >= Capacity)
        {
            _hand = (_hand + 1) & (_hashes.Length - 1);
            EvictUnlessUsed(_hand);
        }
    }

    private int FreePlaceIn(int row)
    {
        var free = _hashes.AsSpan(row, Ways).IndexOf(0UL);
        while (free < 0)
        {
            _hand = (_hand + 1) & (_hashes.Length - 1);
            var way = _hand % Ways;
            free = EvictUnlessUsed(row + way) ? way : -1;
        }

        return row + free;
    }

    private bool EvictUnlessUsed(int place)
    {
        ref var entry = ref _entries[place];
        if (_hashes[place] == 0 || entry.IsUsed)
        {
            entry.IsUsed = false;
            return false;
        }

        _bytes -= entry.Key.Length;
        _count--;
        _evictions++;
        _hashes[place] = 0;
        entry = default;
        return true;
    }

    private void Grow()
    {
        var (hashes, entries) = (_hashes, _entries);
        _hashes = new ulong[hashes.Length * 2];
        _entries = new Entry[hashes.Length * 2];
        for (var place = 0; place < hashes.Length; place++)
        {
            if (hashes[place] != 0)
            {
                // A row splits into two, so there is always a free place.
                var target = FreePlaceIn(RowOf(hashes[place]));
                _hashes[target] = hashes[place];
                _entries[target] = entries[place];
            }
        }
    }

    private struct Entry
    {
        public byte[] Key;
        public T Value;
        public bool IsUsed;
    }
}
