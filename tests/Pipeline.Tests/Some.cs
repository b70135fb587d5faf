using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Pipeline.Tests;

/// <summary>Values a test does not care about.</summary>
internal static class Some
{
    public static readonly Instant Time = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero));

    public static Flow Flow(string pod, ushort mark = 0) => new()
    {
        Time = Time,
        Source = new Endpoint { Id = 7, Namespace = "airflow", PodName = pod },
        SourcePort = mark,
    };

    public static FlowBatch Batch(params Flow[] flows) => new(flows, flows.Length, "test", Time);

    public static PodApplied Applied(string pod) => new(new PodState { Uid = pod + "-uid", Namespace = "airflow", Name = pod }, Time);

    public static FlowAttribution Attribution(AttributionClass @class = AttributionClass.Exact, AttributionKind kind = AttributionKind.Task) =>
        new(default, default, Peer.Unknown, Peer.Unknown, kind, @class);
}
