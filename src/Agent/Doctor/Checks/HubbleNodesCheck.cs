using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The server is the kind that <c>kubernetes.scope</c> needs, and a relay reaches its nodes.</summary>
internal sealed class HubbleNodesCheck(HubbleSight hubble, KubernetesScope scope) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Hubble;

    public string Name => "nodes";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await hubble.StatusAsync();
        if (status.ConnectedNodes is not { } connected)
        {
            return scope == KubernetesScope.Cluster
                ? CheckResult.Warn("kubernetes.scope is cluster, and this server is a Cilium agent's, which tells of its own node only.", "Set hubble.address to Hubble Relay, or kubernetes.scope to node.")
                : CheckResult.Ok("A Cilium agent's own server: it tells of its node.");
        }

        if (status.UnavailableNodes is > 0 and var unavailable)
        {
            var names = status.UnavailableNodeNames.IsEmpty ? "" : $": {CheckWords.List(status.UnavailableNodeNames)}";
            return CheckResult.Warn(
                $"The relay reaches {CheckWords.Count(connected, "node", "nodes")} and does not reach {unavailable}{names}. Their flows are missing.",
                "Look at the Cilium agents of these nodes: kubectl -n kube-system get pods -l k8s-app=cilium -o wide");
        }

        return scope == KubernetesScope.Node
            ? CheckResult.Warn(
                $"This is a relay with the flows of {CheckWords.Count(connected, "node", "nodes")}, and kubernetes.scope is node: pods of other nodes stay unknown.",
                "Run one agent with kubernetes.scope: cluster, or set hubble.address to the node's own Cilium agent.")
            : CheckResult.Ok($"A relay: {CheckWords.Count(connected, "node", "nodes")} connected, none missing.");
    }
}
