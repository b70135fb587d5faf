using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Traffic;

/// <summary>What a try asked below one zone: how many different names, how long they are and how much they look like coded data.</summary>
internal sealed class ZoneTally(string zone)
{
    /// <summary>More different names than these only raise <see cref="Queries"/>: what they would add is known by then.</summary>
    public const int MaxNames = 2_048;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _characters;
    private double _bits;

    public string Zone { get; } = zone;

    public long Queries { get; private set; }

    public Instant First { get; private set; }

    public Instant Last { get; private set; }

    /// <summary>Different names below the zone.</summary>
    public int DistinctNames => _names.Count;

    /// <summary>Characters of the different names, without the zone: what they could have carried.</summary>
    public long Characters => _characters;

    public double MeanLength => _names.Count == 0 ? 0 : (double)_characters / _names.Count;

    /// <summary>Shannon entropy per character, mean over the different names: about 2 to 3 for words, 4 and more for base32 and base64,
    /// up to 4 for hexadecimal digits.</summary>
    public double MeanEntropy => _names.Count == 0 ? 0 : _bits / _names.Count;

    /// <returns>True when it was new.</returns>
    public bool Observe(string below, Instant at)
    {
        Queries++;
        First = First.IsMissing || at < First ? at : First;
        Last = at > Last ? at : Last;
        if (below.Length == 0 || _names.Count >= MaxNames || !_names.Add(below))
        {
            return false;
        }

        _characters += below.Length;
        _bits += Entropy(below);
        return true;
    }

    public void Absorb(ZoneTally other)
    {
        Queries += other.Queries - other._names.Count;
        foreach (var name in other._names)
        {
            Observe(name, other.Last);
        }

        First = First.IsMissing || other.First < First ? other.First : First;
    }

    /// <summary>In bits per character; dots do not count.</summary>
    public static double Entropy(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        var total = 0;
        foreach (var character in text)
        {
            if (character != '.')
            {
                counts[character & 127]++;
                total++;
            }
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / total;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
