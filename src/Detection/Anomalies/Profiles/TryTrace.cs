using Windsock.Detection.Anomalies.Traffic;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>What is kept of one try for its task's profile: a handful of numbers.</summary>
/// <param name="TryId"><see cref="Windsock.Model.Tries.TryStory.Id"/>.</param>
/// <param name="Run">Tells runs apart: many mapped tries of one run are one experience.</param>
/// <param name="SentBytes">-1 when no proxy told.</param>
/// <param name="Names">Most different names below one zone.</param>
internal readonly record struct TryTrace(
    string TryId, string Run, Instant EndedAt, int Established, int Denials, int Addresses, int Ports, long SentBytes, int Names, int Seconds)
{
    public static TryTrace Of(TryView view)
    {
        var names = 0;
        foreach (var zone in view.Traffic.Zones)
        {
            names = Math.Max(names, zone.DistinctNames);
        }

        var seconds = view.LastSignAt.Since(view.StartedAt).TotalSeconds;
        return new TryTrace(
            view.Id,
            view.Try.RunId.Length > 0 ? view.Try.RunId : view.Try.ExecutionDate,
            view.LastSignAt,
            view.Traffic.Established,
            view.Traffic.Denials,
            view.Traffic.Addresses,
            view.Traffic.Ports,
            view.Traffic.SentBytes,
            names,
            (int)Math.Clamp(seconds, 0, int.MaxValue));
    }
}
