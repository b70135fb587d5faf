using System.Numerics;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>The latest flows: the <c>observe</c> branch of the data path. It keeps references to the batches as they came, so that a flow
/// costs nothing as long as nobody looks. One thread at a time, that of its branch; readers ask there.</summary>
public sealed class RecentFlows : IFlowConsumer
{
    /// <summary>As many as Hubble keeps by default: about 1 MB.</summary>
    public const int DefaultCapacity = 4_096;

    private readonly int _capacity;
    private readonly AttributedBatch?[] _batches;

    // Position of the first flow of each batch, counted from the first flow ever.
    private readonly long[] _starts;
    private long _firstBatch;
    private long _nextBatch;
    private long _next;

    /// <param name="capacity">Flows that are kept at least, once there were as many.</param>
    public RecentFlows(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        // A batch has one flow at least, and the oldest one may be longer than needed.
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)(capacity + FlowBatch.MaxCount));
        _batches = new AttributedBatch?[slots];
        _starts = new long[slots];
    }

    public string Name => "observe";

    /// <summary>Position after the newest flow.</summary>
    public long Next => _next;

    private long First => _firstBatch == _nextBatch ? _next : _starts[Slot(_firstBatch)];

    public void Observe(AttributedBatch batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        while (_firstBatch < _nextBatch && (_next + batch.Count - SecondStart() >= _capacity || _nextBatch - _firstBatch >= _batches.Length))
        {
            _batches[Slot(_firstBatch)] = null;
            _firstBatch++;
        }

        _batches[Slot(_nextBatch)] = batch;
        _starts[Slot(_nextBatch)] = _next;
        _nextBatch++;
        _next += batch.Count;
    }

    /// <summary>Flows from a position on, oldest first.</summary>
    /// <param name="from">0: from the oldest one that is kept.</param>
    /// <param name="mostBatches">At most as many batches; the answer says where to go on.</param>
    public RecentSlice Read(long from, int mostBatches = int.MaxValue)
    {
        var start = Math.Max(from, First);
        var low = _firstBatch;
        var high = _nextBatch;
        while (low < high)
        {
            // The first batch that ends behind the position.
            var middle = low + ((high - low) / 2);
            if (_starts[Slot(middle)] + _batches[Slot(middle)]!.Count > start)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        var batches = new AttributedBatch[(int)Math.Min(_nextBatch - low, mostBatches)];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = _batches[Slot(low + i)]!;
        }

        var skip = batches.Length == 0 ? 0 : (int)(start - _starts[Slot(low)]);
        var next = batches.Length == 0 ? Math.Max(from, _next) : low + batches.Length == _nextBatch ? _next : _starts[Slot(low + batches.Length)];
        return new RecentSlice([.. batches], skip, next, start - from);
    }

    /// <summary>Where the oldest batch but one begins: what is left when the oldest goes.</summary>
    private long SecondStart() => _firstBatch + 1 < _nextBatch ? _starts[Slot(_firstBatch + 1)] : _next;

    private int Slot(long batch) => (int)(batch & (_batches.Length - 1));
}
