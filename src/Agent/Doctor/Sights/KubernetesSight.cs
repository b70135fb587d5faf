using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.Agent.Doctor.Sights;

/// <summary>A look at the Kubernetes API, or the reason why there is none.</summary>
/// <param name="Cluster">Null when the API is not to be asked, or cannot be.</param>
/// <param name="Instead">What is said in its place; null when it is asked.</param>
internal sealed record KubernetesSight(KubernetesProbe? Probe, ClusterSight? Cluster, CheckResult? Instead) : IDisposable
{
    /// <param name="timeout">Of one check; answers are given up before it.</param>
    public static KubernetesSight Create(LoadedConfiguration configuration, TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        var options = configuration.Get<KubernetesOptions>();
        if (options.Scope == KubernetesScope.Off)
        {
            return new KubernetesSight(null, null, CheckResult.Skipped("kubernetes.scope is off: flows are tied to tasks by what they carry themselves."));
        }

        try
        {
            var probe = KubernetesProbe.Create(options, timeout * 0.8, time);
            return new KubernetesSight(probe, ClusterSight.Open(probe, configuration.Get<AirflowSection>().Namespaces, time, stop), null);
        }
        catch (KubernetesConfigurationException failure)
        {
            return new KubernetesSight(null, null, CheckResult.Fail(
                $"{failure.Message}.", "Run this in the agent's pod, or name a kubeconfig: WINDSOCK__KUBERNETES__KUBECONFIG=~/.kube/config"));
        }
    }

    public void Dispose() => Probe?.Dispose();
}
