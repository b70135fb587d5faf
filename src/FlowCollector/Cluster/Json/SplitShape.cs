namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>How objects follow each other in a text.</summary>
internal enum SplitShape : byte
{
    /// <summary>One after another, with white space between: the events of a watch.</summary>
    Sequence,

    /// <summary>As the elements of the top-level array <c>items</c>: a list.</summary>
    List,
}
