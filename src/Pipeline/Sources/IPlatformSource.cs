namespace Windsock.Pipeline.Sources;

/// <summary>Brings into the process what is asked of the platform and how it stands. Same contract as <see cref="IFlowSource"/>:
/// return = ended, throw = failed and called again after a pause.</summary>
public interface IPlatformSource
{
    /// <summary>One of a closed set (<c>kubernetes_audit</c>, <c>crossplane</c>, <c>terraform_locks</c>); the label <c>source</c> of its metrics.</summary>
    string Name { get; }

    /// <summary>Runs until it ends, fails, or <paramref name="stop"/> asks it to take no more; then it returns after having handed
    /// over what it had decoded. What is written after that is dropped and counted.</summary>
    Task RunAsync(PlatformWriter writer, CancellationToken stop);
}
