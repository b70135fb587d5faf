using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Builds the watch of Terraform's locks from its options.</summary>
public static class TerraformLockRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="kubernetes">How the API server is reached; the scope has no meaning here.</param>
    /// <returns>Nothing but metric families when it is off.</returns>
    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options; nothing was sent yet.</exception>
    public static TerraformLockParts Create(TerraformLockOptions options, KubernetesOptions kubernetes, TimeProvider time, ILoggerFactory loggers) => options.Enabled
        ? Create(
            options, kubernetes, new WatchTimings { Idle = TimeSpan.FromSeconds(kubernetes.IdleSeconds) },
            new KubernetesApi(ClusterWatchRegistration.AccessOf(kubernetes, time)), time, loggers)
        : new TerraformLockParts(null, null);

    internal static TerraformLockParts Create(
        TerraformLockOptions options, KubernetesOptions kubernetes, WatchTimings timings, KubernetesApi api, TimeProvider time, ILoggerFactory loggers) =>
        new(new TerraformLockSource(options, kubernetes, timings, api, time, loggers.CreateLogger("Windsock.TerraformLocks")), api);
}
