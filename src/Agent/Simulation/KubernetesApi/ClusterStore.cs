using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>What the simulated API server holds. One writer.</summary>
internal sealed class ClusterStore
{
    public ResourceStore Pods { get; } = new("pods", "Pod", isNamespaced: true);

    public ResourceStore Namespaces { get; } = new("namespaces", "Namespace", isNamespaced: false);

    public ResourceStore ServiceAccounts { get; } = new("serviceaccounts", "ServiceAccount", isNamespaced: true);

    public ImmutableArray<ResourceStore> All => [Pods, Namespaces, ServiceAccounts];

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

    private static JsonObject Metadata(string ns, string name, DateTimeOffset at)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        metadata["uid"] = UidOf(ns, name);
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

    private static string UidOf(string ns, string name)
    {
        var digits = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{ns}/{name}"));
        return new Guid(digits.AsSpan(0, 16)).ToString();
    }
}
