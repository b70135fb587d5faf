using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Watching;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>Builds what follows Crossplane from its options.</summary>
public static class CrossplaneRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="kubernetes">How the API server is reached; the scope has no meaning here.</param>
    /// <returns>Nothing but metric families when it is off.</returns>
    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options; nothing was sent yet.</exception>
    public static CrossplaneParts Create(CrossplaneOptions options, KubernetesOptions kubernetes, TimeProvider time, ILoggerFactory loggers)
    {
        if (!options.Enabled)
        {
            return new CrossplaneParts(null, new CrossplaneMetrics(null), null);
        }

        // Types without rights are asked for again every two minutes, not every half: there may be two hundred of them.
        var timings = new WatchTimings { Idle = TimeSpan.FromSeconds(kubernetes.IdleSeconds), MaxDelay = TimeSpan.FromMinutes(2), ForgetAfter = TimeSpan.FromMinutes(10) };
        return Create(options, kubernetes, timings, new KubernetesApi(ClusterWatchRegistration.AccessOf(kubernetes, time)), time, loggers);
    }

    internal static CrossplaneParts Create(
        CrossplaneOptions options, KubernetesOptions kubernetes, WatchTimings timings, KubernetesApi api, TimeProvider time, ILoggerFactory loggers)
    {
        var log = new CrossplaneLog(loggers.CreateLogger("Windsock.Crossplane"), api.CredentialOrigin);
        var watches = new CrossplaneWatches(options, kubernetes, api, timings, time, log);
        var source = new CrossplaneSource(options, kubernetes, timings, api, watches, log, time);
        return new CrossplaneParts(source, new CrossplaneMetrics(watches), api);
    }
}
