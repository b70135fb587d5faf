using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.TerraformLocks;
using Windsock.Model.Metrics;
using Windsock.Model.State;
using Windsock.Pipeline.Sources;

namespace Windsock.Agent.Platform;

/// <summary>What tells of the platform: the audit port with everything that may be sent to it, and the watches of Crossplane's resources and
/// Terraform's locks. Dispose it after the pipeline has stopped.</summary>
internal sealed class PlatformSources : IDisposable
{
    private readonly CrossplaneParts _crossplane;
    private readonly TerraformLockParts _locks;

    private PlatformSources(KubernetesAuditParts audit, CloudLoggingParts clouds, CrossplaneParts crossplane, TerraformLockParts locks)
    {
        (_crossplane, _locks) = (crossplane, locks);
        All = [.. audit.Source is { } port ? new[] { port } : [], .. crossplane.Sources, .. locks.Sources];
        Metrics = [audit.Metrics, clouds.Metrics, crossplane.Metrics, locks.Metrics];
    }

    /// <summary>Those that are on.</summary>
    public ImmutableArray<IPlatformSource> All { get; }

    public ImmutableArray<IMetricSource> Metrics { get; }

    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options; nothing was sent yet.</exception>
    public static PlatformSources Create(PlatformSettings settings, KubernetesOptions kubernetes, IStateStore store, string node, TimeProvider time, ILoggerFactory loggers)
    {
        var clouds = CloudLoggingRegistration.Create(settings.Audit, time);
        var audit = KubernetesAuditRegistration.Create(settings.Audit, clouds.Envelopes, store, $"audit-{StateNames.Of(node)}", time, loggers);
        return new PlatformSources(
            audit, clouds, CrossplaneRegistration.Create(settings.Crossplane, kubernetes, time, loggers), TerraformLockRegistration.Create(settings.TerraformLocks, kubernetes, time, loggers));
    }

    public void Dispose()
    {
        _crossplane.Dispose();
        _locks.Dispose();
    }
}
