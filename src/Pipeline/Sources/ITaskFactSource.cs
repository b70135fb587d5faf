using Windsock.Model.Tries;

namespace Windsock.Pipeline.Sources;

/// <summary>Learns something about tasks elsewhere than in flows and the cluster. Same contract as <see cref="IFlowSource"/>:
/// return = ended, throw = failed and called again after a pause.</summary>
public interface ITaskFactSource
{
    /// <summary>One of a closed set (<c>airflow_api</c>).</summary>
    string Name { get; }

    /// <summary>Runs until it ends, fails, or <paramref name="stop"/> asks it to. It is asked when the last flow has gone out; what is
    /// written after that is lost.</summary>
    Task RunAsync(TaskFactWriter writer, CancellationToken stop);
}
