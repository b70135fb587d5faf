using Windsock.Model.Flows;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>The time that an example carries.</summary>
internal static class ExampleTime
{
    // What was seen may carry the clock of another node or none at all; an example from the future would block later ones in Prometheus.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(5);

    /// <param name="seen">By the datapath's clock.</param>
    /// <param name="known">When the agent learned of it, by its own clock.</param>
    public static Instant Of(Instant seen, Instant known) => seen.IsMissing || seen > known.Add(MaxAhead) ? known : seen;
}
