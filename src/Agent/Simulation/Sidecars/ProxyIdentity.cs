using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>How the proxy of a pod introduces itself: Envoy's node as Istio's bootstrap fills it, with the metadata of the pod.</summary>
internal static class ProxyIdentity
{
    public const string LogName = "http_envoy_accesslog";

    public static StreamAccessLogsMessage.Types.Identifier Of(SimulatedPod pod)
    {
        var node = new Node
        {
            Id = NodeIdOf(pod),
            Cluster = $"{WorkloadNameOf(pod)}.{pod.Namespace}",
            Metadata = MetadataOf(pod),
            Locality = new Locality { Region = "eu-central-1", Zone = "eu-central-1a" },
            UserAgentName = "envoy",
            UserAgentVersion = "1.37.0-dev",
        };
        node.Extensions.AddRange(ProxyExtensions.All);
        return new StreamAccessLogsMessage.Types.Identifier { Node = node, LogName = LogName };
    }

    public static string NodeIdOf(SimulatedPod pod) => $"sidecar~{pod.Ips[0]}~{pod.Name}.{pod.Namespace}~{pod.Namespace}.svc.cluster.local";

    /// <summary>Of a bare pod the pod's own name: that is how Istio's injector guesses.</summary>
    public static string WorkloadNameOf(SimulatedPod pod) => pod.Workload?.Name ?? pod.Name;

    private static Struct MetadataOf(SimulatedPod pod)
    {
        return new Struct
        {
            Fields =
            {
                ["NAME"] = Value.ForString(pod.Name),
                ["NAMESPACE"] = Value.ForString(pod.Namespace),
                ["SERVICE_ACCOUNT"] = Value.ForString(pod.ServiceAccount),
                ["NODE_NAME"] = Value.ForString(pod.NodeName),
                ["INSTANCE_IPS"] = Value.ForString(string.Join(',', pod.Ips)),
                ["WORKLOAD_NAME"] = Value.ForString(WorkloadNameOf(pod)),
                ["OWNER"] = Value.ForString(OwnerOf(pod)),
                ["LABELS"] = Value.ForStruct(Map(pod.Labels)),
                ["ANNOTATIONS"] = Value.ForStruct(Map(pod.Annotations)),
                ["CLUSTER_ID"] = Value.ForString("Kubernetes"),
                ["MESH_ID"] = Value.ForString("cluster.local"),
                ["ISTIO_VERSION"] = Value.ForString(pod.Sidecar!.Version),
                ["INTERCEPTION_MODE"] = Value.ForString("REDIRECT"),
                ["APP_CONTAINERS"] = Value.ForString(pod.ContainerName),
                ["PILOT_SAN"] = Value.ForList(Value.ForString("istiod.istio-system.svc")),
                ["PROXY_CONFIG"] = Value.ForStruct(new Struct
                {
                    Fields =
                    {
                        ["discoveryAddress"] = Value.ForString("istiod.istio-system.svc:15012"),
                        ["concurrency"] = Value.ForNumber(2),
                        ["drainDuration"] = Value.ForString("45s"),
                    },
                }),
            },
        };
    }

    private static string OwnerOf(SimulatedPod pod)
    {
        var (kind, name) = pod.Workload is { } workload ? (workload.Kind, workload.Name) : ("Pod", pod.Name);
        var version = kind switch { "Pod" => "v1", "Job" => "batch/v1", _ => "apps/v1" };
        return string.Create(CultureInfo.InvariantCulture, $"kubernetes://apis/{version}/namespaces/{pod.Namespace}/{kind.ToLowerInvariant()}s/{name}");
    }

    private static Struct Map(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var map = new Struct();
        foreach (var (key, value) in entries)
        {
            map.Fields[key] = Value.ForString(value);
        }

        return map;
    }
}
