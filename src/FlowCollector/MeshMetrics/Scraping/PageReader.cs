using Windsock.FlowCollector.MeshMetrics.Counters;
using Windsock.FlowCollector.MeshMetrics.Exposition;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>Sums up what the series of one page grew by, by the side that they are about. Labels are read only of what has grown.</summary>
internal sealed class PageReader(CounterIncreases increases) : ISeriesReader
{
    private readonly Dictionary<MeasuredSide, MeasuredAmounts> _grown = [];
    private readonly int[] _passedOver = new int[Enum.GetValues<PassedOver>().Length];

    public IReadOnlyDictionary<MeasuredSide, MeasuredAmounts> Grown => _grown;

    /// <summary>In the order in which the page names them.</summary>
    public IReadOnlyCollection<MeasuredSide> Sides => _grown.Keys;

    public int Count(PassedOver reason) => _passedOver[(int)reason];

    public void Read(MeshCounter counter, ReadOnlySpan<byte> labels, double value)
    {
        var step = increases.Take(SeriesKey.Of(counter, labels), value, out var increase);
        switch (step)
        {
            case SeriesStep.Unchanged:
                return;
            case SeriesStep.Grown:
                break;
            default:
                _passedOver[(int)(step switch { SeriesStep.Baseline => PassedOver.Baseline, SeriesStep.Full => PassedOver.SeriesLimit, _ => PassedOver.Repeated })]++;
                return;
        }

        if (!MeshMetricsMapper.TryRead(counter, labels, out var side))
        {
            _passedOver[(int)PassedOver.OtherReporter]++;
            return;
        }

        // Bounded by the series that are remembered.
        _grown.TryGetValue(side, out var amounts);
        amounts = _grown.ContainsKey(side) ? amounts : new MeasuredAmounts();
        amounts.Add(counter, increase);
        _grown[side] = amounts;
    }
}
