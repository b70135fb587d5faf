using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Scripts;

/// <summary>Brings events to a tracker as a source might: up to two seconds late each, some twice, with the time told in between.</summary>
internal static class Delivery
{
    private const double MaxLateSeconds = 2;
    private const double BeatSeconds = 0.5;

    public static void Deliver(Tracking tracking, IEnumerable<Flow> flows, int seed)
    {
        var random = new Random(seed);
        var arrivals = new List<(long At, Flow Flow)>();
        foreach (var flow in flows)
        {
            for (var copies = random.Next(20) == 0 ? 2 : 1; copies > 0; copies--)
            {
                arrivals.Add((flow.Time.UnixNanoseconds + (long)(random.NextDouble() * MaxLateSeconds * 1e9), flow));
            }
        }

        var beat = 0L;
        foreach (var (at, flow) in arrivals.OrderBy(arrival => arrival.At))
        {
            while (beat != 0 && beat <= at)
            {
                tracking.Tracker.Advance(new Instant(beat));
                beat += (long)(BeatSeconds * 1e9);
            }

            beat = beat == 0 ? at : beat;
            tracking.SeeAt(new Instant(at), flow);
        }

        tracking.Tracker.Advance(new Instant(beat + 3_600_000_000_000));
    }
}
