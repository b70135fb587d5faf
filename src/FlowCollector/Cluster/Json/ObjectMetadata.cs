using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>What is read of the <c>metadata</c> of any object (meta/v1 ObjectMeta).</summary>
internal struct ObjectMetadata
{
    public ObjectMetadata()
    {
    }

    public string Uid { get; set; } = "";

    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Opaque: only ever compared for equality and sent back.</summary>
    public string ResourceVersion { get; set; } = "";

    public ImmutableDictionary<string, string> Labels { get; set; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<string, string> Annotations { get; set; } = ImmutableDictionary<string, string>.Empty;

    public Instant CreatedAt { get; set; }

    public Instant DeletionAt { get; set; }

    public Workload? Controller { get; set; }
}
