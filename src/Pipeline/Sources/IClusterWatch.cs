namespace Windsock.Pipeline.Sources;

/// <summary>Keeps the view of the cluster fresh. Same contract as <see cref="IFlowSource"/>: return = ended, throw = failed and
/// called again after a pause.</summary>
public interface IClusterWatch
{
    /// <summary>One of a closed set (<c>pods</c>, <c>serviceaccounts</c>, <c>namespaces</c>).</summary>
    string Name { get; }

    Task RunAsync(ClusterWriter writer, CancellationToken stop);
}
