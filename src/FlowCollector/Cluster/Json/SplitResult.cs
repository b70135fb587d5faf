namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>What a step of <see cref="ObjectSplitter"/> came to.</summary>
internal enum SplitResult : byte
{
    /// <summary>The chunk is used up.</summary>
    NeedMore,

    /// <summary>An object is complete.</summary>
    Object,

    /// <summary>An object over the limit was passed over.</summary>
    Oversized,

    /// <summary>The document around the items is complete.</summary>
    Document,

    /// <summary>The text is not of the expected shape; there is no way to find the next object.</summary>
    Malformed,
}
