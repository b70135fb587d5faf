using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>One end of a simulated flow: who it really is, and what the flow tells of it.</summary>
internal sealed record FlowEnd
{
    /// <summary>The pod that really is at this end, null when it is none.</summary>
    public SimulatedPod? Pod { get; init; }

    public required string Ip { get; init; }

    /// <summary>The flow carries the pod's name; otherwise its address alone.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Reserved identity without its prefix (<c>world</c>, <c>host</c>, <c>kube-apiserver</c>); empty for pods.</summary>
    public string Entity { get; init; } = "";

    public uint Identity { get; init; }

    public uint EndpointId { get; init; }

    public ImmutableArray<string> Labels { get; init; } = [];

    public Workload? Workload { get; init; }

    public ServiceName? Service { get; init; }

    /// <summary>DNS names that Cilium knows for the address.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public static FlowEnd Of(SimulatedPod pod, int address = 0) => new()
    {
        Pod = pod,
        Ip = pod.Ips[address],
        IsNamed = true,
        Identity = pod.Identity,
        EndpointId = pod.EndpointId,
        Labels = pod.IdentityLabels,
        Workload = pod.IsLocal ? pod.Workload : null,
    };

    /// <summary>As Cilium reports an endpoint whose pod it has not resolved: an address and nothing else.</summary>
    public static FlowEnd ByAddress(SimulatedPod pod) => new() { Pod = pod, Ip = pod.Ips[0] };

    public static FlowEnd World(string ip, params ReadOnlySpan<string> names) =>
        Reserved("world", 2, ip) with { Names = [.. names] };

    public static FlowEnd Host(string ip) => Reserved("host", 1, ip);

    public static FlowEnd KubeApiServer(string ip) => Reserved("kube-apiserver", 7, ip);

    public FlowEnd Behind(string ns, string service) => this with { Service = new ServiceName(ns, service) };

    private static FlowEnd Reserved(string entity, uint identity, string ip) => new()
    {
        Ip = ip,
        Entity = entity,
        Identity = identity,
        Labels = ["reserved:" + entity],
    };
}
