namespace Windsock.Pipeline.Sources;

/// <summary>Brings flows into the process. Returning means the source has ended for good (a file was read to its end); throwing
/// means that it failed: the supervisor counts, logs, backs off with jitter and calls again.</summary>
public interface IFlowSource
{
    /// <summary>One of a closed set (<c>hubble</c>, <c>replay</c>); the label <c>source</c> of its metrics.</summary>
    string Name { get; }

    /// <summary>Runs until it ends, fails, or <paramref name="stop"/> asks it to stop reading; then it returns after having
    /// handed over what it had decoded. Called again after a failure: state that must survive a break lives in the object.</summary>
    Task RunAsync(FlowWriter writer, CancellationToken stop);
}
