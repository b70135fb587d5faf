using System.Runtime.CompilerServices;
using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Reading;

/// <summary>How far the evidence has come, in the time of the flows. It moves with them; between flows it moves as the agent's own
/// clock does. So a replay of years ago, a source that is read late and two clocks that differ are all judged by what had been
/// seen, not by when it was looked at. Never goes back.</summary>
internal sealed class EvidenceClock
{
    /// <summary>A flow from further in the agent's future than this has a wrong time, which must not end all waiting at once.</summary>
    private const long MaxAhead = 60 * Nanoseconds.PerSecond;

    private long _latest;
    private Instant _latestReceivedAt;

    public long Now { get; private set; }

    /// <summary>Takes in the time of a flow and answers with the time it is to be judged by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Observe(Instant time, Instant receivedAt)
    {
        var moment = time.UnixNanoseconds;
        if (moment <= 0 || (moment - receivedAt.UnixNanoseconds > MaxAhead && !receivedAt.IsMissing))
        {
            moment = InsteadOf(time, receivedAt);
        }

        if (moment > _latest)
        {
            _latest = moment;
            _latestReceivedAt = receivedAt.IsMissing ? new Instant(moment) : receivedAt;
            Now = Math.Max(Now, moment);
        }

        return moment;
    }

    /// <summary>The agent's clock has come to <paramref name="now"/> without further flows.</summary>
    public void Advance(Instant now) => Now = Math.Max(Now, At(now));

    /// <summary>A moment of the agent's clock in the time of the flows.</summary>
    public long At(Instant moment) => _latest == 0
        ? Math.Max(0, moment.UnixNanoseconds)
        : _latest + Math.Max(0, moment.UnixNanoseconds - _latestReceivedAt.UnixNanoseconds);

    private long InsteadOf(Instant time, Instant receivedAt) => time.IsMissing ? Math.Max(1, At(receivedAt)) : receivedAt.UnixNanoseconds;
}
