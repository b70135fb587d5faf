namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads one kind of object from its JSON. Single-threaded.</summary>
internal interface IObjectMapper<T>
{
    /// <summary>Null when the text is not JSON, nests deeper than 64, or has no uid or name: such an object cannot be kept track of.</summary>
    MappedObject<T>? Map(ReadOnlySpan<byte> json);
}
