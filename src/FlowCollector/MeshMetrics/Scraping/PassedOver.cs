namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>Why a series that has grown, or may have, was not used.</summary>
internal enum PassedOver : byte
{
    /// <summary>Its first look: what it counted before may be long ago.</summary>
    Baseline,

    /// <summary>The pod's access log began while the page was read.</summary>
    AccessLog,

    /// <summary>A proxy between the two sides reports it.</summary>
    OtherReporter,

    /// <summary>The proxy shows more series than <c>istio.metrics.seriesLimit</c>.</summary>
    SeriesLimit,

    /// <summary>The page has it twice; the first one counts.</summary>
    Repeated,

    /// <summary>The workload that the ztunnel names is none of the pods that are looked for.</summary>
    NoPod,

    /// <summary>It may be several pods, or a pod of a controller that may have several.</summary>
    NotCertain,

    /// <summary>The pod has a sidecar, which counts the same.</summary>
    OwnProxy,

    /// <summary>It says that it is about another pod.</summary>
    AnotherPod,
}
