using System.Runtime.CompilerServices;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>A count, with one recent event as its example.</summary>
internal sealed class CounterSeries(TaskBlock owner, byte[] suffix) : CountedSeries(owner, suffix)
{
    private long _value;
    private long _round = -1;
    private Exemplar? _exemplar;

    public long Value => Volatile.Read(ref _value);

    public Exemplar? Exemplar => Volatile.Read(ref _exemplar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count<TSighting>(in TSighting sighting)
        where TSighting : ISighting, allows ref struct => Add(1, sighting);

    /// <summary>Saturates: amounts come from the network, and a count must never fall.</summary>
    /// <param name="amount">Not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TSighting>(long amount, in TSighting sighting)
        where TSighting : ISighting, allows ref struct
    {
        Volatile.Write(ref _value, amount <= long.MaxValue - _value ? _value + amount : long.MaxValue);
        if (_round != sighting.ExemplarRound && sighting.ToExemplar(amount) is { } example)
        {
            _round = sighting.ExemplarRound;
            Volatile.Write(ref _exemplar, example);
        }
    }

    /// <summary>For information that is there or not.</summary>
    public void SetToOne() => Volatile.Write(ref _value, 1);
}
