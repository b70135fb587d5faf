using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>Makes services of the cluster and sites outside of it.</summary>
internal sealed class TargetMaker
{
    private static readonly Endpoint World = new() { Identity = CiliumNumbers.World, Labels = ["reserved:world"] };

    private readonly Randomness _random;
    private uint _pods;
    private uint _sites;

    public TargetMaker(Randomness random) => _random = random;

    public static Target Metadata { get; } = new()
    {
        Peer = new Peer(PeerKind.Entity, "world"),
        WellKnownAs = "169.254.169.254/32",
        Addresses = [IpAddress.FromIPv4(0xA9FE_A9FE)],
        Port = 80,
        Endpoint = World,
        SpeaksHttp = true,
    };

    public static Target NameServer { get; } = new()
    {
        Peer = new Peer(PeerKind.Service, "kube-system/kube-dns"),
        Addresses = [IpAddress.FromIPv4(0x0A60_000A)],
        Port = 53,
        Endpoint = new Endpoint { Identity = CiliumNumbers.FirstWorkload - 1, Namespace = "kube-system", PodName = "coredns-7c9f-x2x4p" },
    };

    public Target Service(string space, string name, bool isMeshed)
    {
        var isHttp = name.StartsWith("api", StringComparison.Ordinal) || name.StartsWith("features", StringComparison.Ordinal)
            || name.StartsWith("vault", StringComparison.Ordinal) || name.StartsWith("minio", StringComparison.Ordinal) || name.StartsWith("airflow", StringComparison.Ordinal);
        var pod = ++_pods;
        return new Target
        {
            Peer = new Peer(PeerKind.Service, $"{space}/{name}"),
            Host = $"{name}.{space}.svc.cluster.local",
            Service = new ServiceName(space, name),
            Addresses = [IpAddress.FromIPv4(0x0A80_0000 + pod)],
            Port = isHttp ? (ushort)8_080 : name.StartsWith("redis", StringComparison.Ordinal) ? (ushort)6_379 : name.StartsWith("kafka", StringComparison.Ordinal) ? (ushort)9_092 : (ushort)5_432,
            Endpoint = new Endpoint
            {
                Identity = CiliumNumbers.FirstWorkload + pod,
                Namespace = space,
                PodName = $"{name}-0",
                Labels = [$"k8s:app={name}", $"k8s:io.kubernetes.pod.namespace={space}"],
            },
            Principal = isMeshed ? ClusterPlan.PrincipalOf(space, name) : "",
            SpeaksHttp = isHttp,
        };
    }

    public Target Site(string host, string rotatingZone = "") => new()
    {
        Peer = new Peer(PeerKind.Entity, "world"),
        Host = host,
        Addresses = SomeAddresses(),
        Port = 443,
        Endpoint = World,
        RotatingZone = rotatingZone,
    };

    /// <summary>Known by its number only.</summary>
    public Target Address() => Site("");

    /// <summary>A pod of nobody's interest that a scan finds.</summary>
    public static Target Bystander(int number) => new()
    {
        Peer = new Peer(PeerKind.Workload, string.Create(CultureInfo.InvariantCulture, $"{Words.Spaces[number % Words.Spaces.Length]}/app-{number}")),
        Addresses = [IpAddress.FromIPv4(0x0A81_0000 + (uint)number)],
        Port = 8_080,
        Endpoint = new Endpoint { Identity = CiliumNumbers.FirstWorkload + 1_000 + (uint)number, Namespace = Words.Spaces[number % Words.Spaces.Length], PodName = $"app-{number}-0" },
    };

    /// <summary>Public addresses, two for each site, none of them twice.</summary>
    private ImmutableArray<IpAddress> SomeAddresses()
    {
        var first = 0x3400_0000 + (++_sites * 8) + (uint)_random.Below(6);
        return [IpAddress.FromIPv4(first), IpAddress.FromIPv4(first + 1)];
    }
}
