using System.Collections.Immutable;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Observed values by bucket. Buckets are kept apart and summed up when written, so a reader always sees rising
/// buckets and a count that equals the last one; the sum may be one observation ahead or behind.</summary>
internal sealed class HistogramSeries(TaskBlock owner, byte[] suffix, ImmutableArray<double> bounds) : CountedSeries(owner, suffix)
{
    // One more than there are bounds: +Inf.
    private readonly long[] _counts = new long[bounds.Length + 1];
    private readonly long[] _rounds = new long[bounds.Length + 1];
    private readonly Exemplar?[] _exemplars = new Exemplar?[bounds.Length + 1];
    private double _sum;

    public int Buckets => _counts.Length;

    public double Sum => Volatile.Read(ref _sum);

    public long CountIn(int bucket) => Volatile.Read(ref _counts[bucket]);

    public Exemplar? ExemplarIn(int bucket) => Volatile.Read(ref _exemplars[bucket]);

    /// <param name="value">Not negative, not NaN.</param>
    public void Observe<TSighting>(double value, in TSighting sighting)
        where TSighting : ISighting, allows ref struct
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Volatile.Write(ref _sum, _sum + value);
        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
        // Rounds are kept one up: a new array holds zeros, and the first round is zero too.
        if (_rounds[bucket] != sighting.ExemplarRound + 1)
        {
            _rounds[bucket] = sighting.ExemplarRound + 1;
            Volatile.Write(ref _exemplars[bucket], sighting.ToExemplar(value));
        }
    }
}
