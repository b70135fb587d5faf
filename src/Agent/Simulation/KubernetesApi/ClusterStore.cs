using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>What the simulated API server holds. One writer.</summary>
internal sealed class ClusterStore
{
    public ResourceStore Pods { get; } = new("pods", "Pod", isNamespaced: true);

    public ResourceStore Namespaces { get; } = new("namespaces", "Namespace", isNamespaced: false);

    public ResourceStore ServiceAccounts { get; } = new("serviceaccounts", "ServiceAccount", isNamespaced: true);

    public ResourceStore Leases { get; } = new(ResourceType.Lease);

    public ResourceStore Definitions { get; } = new(DefinitionJson.Type);

    /// <summary>What Crossplane and its providers brought.</summary>
    public ImmutableArray<ResourceStore> Custom { get; } = [.. ResourceType.Custom.Select(type => new ResourceStore(type))];

    public ImmutableArray<ResourceStore> All => [Pods, Namespaces, ServiceAccounts, Leases, Definitions, .. Custom];

    /// <summary>Crossplane and a provider were installed before the world began.</summary>
    public void Install(DateTimeOffset at)
    {
        foreach (var type in ResourceType.Custom)
        {
            Definitions.Put("", type.FullName, DefinitionJson.Of(type, at), Named("", type.FullName));
        }
    }

    public void Show(CrossplaneResource resource) => StoreOf(resource.Type).Put(
        resource.Namespace, resource.Name, CrossplaneJson.Of(resource), Named(resource.Namespace, resource.Name));

    public void Remove(CrossplaneResource resource) => StoreOf(resource.Type).Remove(resource.Namespace, resource.Name);

    public void Show(StateLease lease) => Leases.Put(lease.Namespace, lease.Name, LeaseJson.Of(lease), Named(lease.Namespace, lease.Name));

    /// <summary>Namespaces and service accounts appear with the first pod that needs them, and stay.</summary>
    public void Show(PodSnapshot snapshot)
    {
        var pod = snapshot.Pod;
        if (!Namespaces.State.Objects.ContainsKey(("", pod.Namespace)))
        {
            Namespaces.Put("", pod.Namespace, Metadata("", pod.Namespace, snapshot.CreatedAt), Named("", pod.Namespace));
        }

        if (!ServiceAccounts.State.Objects.ContainsKey((pod.Namespace, pod.ServiceAccount)))
        {
            var account = Metadata(pod.Namespace, pod.ServiceAccount, snapshot.CreatedAt);
            account["metadata"]!["annotations"] = Annotations(pod.ServiceAccount);
            ServiceAccounts.Put(pod.Namespace, pod.ServiceAccount, account, Named(pod.Namespace, pod.ServiceAccount));
        }

        Pods.Put(pod.Namespace, pod.Name, PodJson.Of(snapshot), PodJson.Fields(snapshot));
    }

    public void Hide(SimulatedPod pod) => Pods.Remove(pod.Namespace, pod.Name);

    private ResourceStore StoreOf(ResourceType type) => Custom[ResourceType.Custom.IndexOf(type)];

    private static JsonObject Metadata(string ns, string name, DateTimeOffset at)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        metadata["uid"] = StableUid.Of(ns, name);
        metadata["creationTimestamp"] = PodJson.Time(at);
        metadata["labels"] = ns.Length > 0 ? new JsonObject() : new JsonObject { ["kubernetes.io/metadata.name"] = name };
        return new JsonObject { ["metadata"] = metadata };
    }

    /// <summary>Workers act as a cloud identity, each kind bound in its cloud's own way.</summary>
    private static JsonObject Annotations(string account) => account switch
    {
        "airflow-worker" => new JsonObject { ["iam.gke.io/gcp-service-account"] = "airflow-worker@demo-project.iam.gserviceaccount.com" },
        "spark" => new JsonObject { ["eks.amazonaws.com/role-arn"] = "arn:aws:iam::123456789012:role/spark" },
        _ => [],
    };

    private static ImmutableDictionary<string, string> Named(string ns, string name) =>
        ImmutableDictionary<string, string>.Empty.Add("metadata.name", name).Add("metadata.namespace", ns);
}
