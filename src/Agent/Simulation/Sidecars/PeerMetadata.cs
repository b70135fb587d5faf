using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>What a proxy tells of the other end in filter state: as that end's proxy introduced itself.</summary>
internal static class PeerMetadata
{
    private const string ClusterId = "Kubernetes";

    /// <param name="direction"><c>upstream</c> or <c>downstream</c>.</param>
    /// <param name="teller">The proxy that writes the entry: its release decides the form.</param>
    public static void Add(AccessLogCommon common, string direction, SimulatedPod peer, Sidecar teller)
    {
        if (teller.PeerEncoding == PeerEncoding.Struct)
        {
            common.FilterStateObjects[$"{direction}_peer"] = Any.Pack(StructOf(peer));
            return;
        }

        var node = FlatNodeWriter.Write(
            (FlatNodeWriter.Name, peer.Name),
            (FlatNodeWriter.Namespace, peer.Namespace),
            (FlatNodeWriter.WorkloadName, ProxyIdentity.WorkloadNameOf(peer)),
            (FlatNodeWriter.IstioVersion, peer.Sidecar?.Version ?? ""),
            (FlatNodeWriter.MeshId, "cluster.local"),
            (FlatNodeWriter.ClusterId, ClusterId));
        common.FilterStateObjects[$"wasm.{direction}_peer"] = Any.Pack(new BytesValue { Value = ByteString.CopyFrom(node) });
        common.FilterStateObjects[$"wasm.{direction}_peer_id"] = Any.Pack(new BytesValue { Value = ByteString.CopyFromUtf8(ProxyIdentity.NodeIdOf(peer)) });
    }

    private static Struct StructOf(SimulatedPod peer)
    {
        var told = new Struct();
        Put("workload", ProxyIdentity.WorkloadNameOf(peer));
        Put("name", peer.Name);
        Put("cluster", ClusterId);
        Put("namespace", peer.Namespace);
        Put("service", ProxyIdentity.WorkloadNameOf(peer));
        Put("revision", "latest");
        Put("identity", peer.Principal);
        Put("type", peer.Workload?.Kind switch { "Deployment" => "deployment", "Job" => "job", "CronJob" => "cronjob", null => "pod", _ => "" });
        return told;

        void Put(string key, string value)
        {
            if (value.Length > 0)
            {
                told.Fields[key] = Value.ForString(value);
            }
        }
    }
}
