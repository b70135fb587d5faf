namespace Windsock.Evaluation.Traces;

/// <summary>Numbers that look random and are the same for a seed on every machine and runtime: xoshiro256** by Blackman and Vigna,
/// its state filled by SplitMix64. One thread at a time.</summary>
internal sealed class Randomness
{
    private readonly ulong _seed;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public Randomness(ulong seed)
    {
        _seed = seed;
        _s0 = Scramble(ref seed);
        _s1 = Scramble(ref seed);
        _s2 = Scramble(ref seed);
        _s3 = Scramble(ref seed);
    }

    /// <summary>A generator of its own for a part of the work, so that what one part draws does not move the others.</summary>
    public Randomness Fork(ulong part)
    {
        var mixed = _seed ^ (part * 0xD6E8_FEB8_6659_FD93);
        return new Randomness(Scramble(ref mixed));
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>0 included, 1 excluded.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public double Between(double low, double high) => low + (Unit() * (high - low));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Median and standard deviation of the logarithm.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>A whole number with that mean: the fraction decides by chance.</summary>
    public int Round(double mean)
    {
        var floor = (int)mean;
        return floor + (Chance(mean - floor) ? 1 : 0);
    }

    /// <summary>In a new order; the list itself stays as it is.</summary>
    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        List<T> list = [.. items];
        for (var index = list.Count - 1; index > 0; index--)
        {
            var other = Below(index + 1);
            (list[index], list[other]) = (list[other], list[index]);
        }

        return list;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    private static ulong Scramble(ref ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
