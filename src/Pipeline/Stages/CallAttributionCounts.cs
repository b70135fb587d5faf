using Windsock.Model.Identity;

namespace Windsock.Pipeline.Stages;

/// <summary>Calls by what they concern and how sure that is; every call that leaves the queue is counted exactly once.</summary>
public sealed class CallAttributionCounts
{
    internal const int Classes = 4;

    private readonly long[] _counts = new long[3 * Classes];

    public long Total
    {
        get
        {
            var total = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                total += Volatile.Read(ref _counts[i]);
            }

            return total;
        }
    }

    public long Of(AttributionKind kind, AttributionClass @class) => Volatile.Read(ref _counts[((int)kind * Classes) + (int)@class]);

    // Only the attribution stage writes; a scrape reads each number whole.
    internal void Count(in FlowAttribution attribution) => _counts[((int)attribution.Kind * Classes) + (int)attribution.Class]++;
}
