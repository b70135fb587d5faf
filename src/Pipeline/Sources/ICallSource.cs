namespace Windsock.Pipeline.Sources;

/// <summary>Brings calls of a service mesh into the process, usually as a server that proxies send to. Same contract as
/// <see cref="IFlowSource"/>: return = ended, throw = failed and called again after a pause.</summary>
public interface ICallSource
{
    /// <summary>One of a closed set (<c>istio_access_log</c>, <c>otlp</c>); the label <c>source</c> of its metrics.</summary>
    string Name { get; }

    /// <summary>Runs until it ends, fails, or <paramref name="stop"/> asks it to take no more; then it returns after having handed
    /// over what it had decoded. What is written after that is dropped and counted.</summary>
    Task RunAsync(CallWriter writer, CancellationToken stop);
}
