using System.Collections.Immutable;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>The pods that records name, made once. Single-threaded.</summary>
internal sealed class RecordPods(MeshWords words)
{
    /// <summary>Names of Kubernetes are far shorter; a reporter whose names are longer is made anew each time.</summary>
    private const int MaxKeyBytes = 1_024;

    private const int MaxPeerBytes = 16 << 10;
    private const int MaxLabels = 64;

    private readonly InternTable<Endpoint> _reporters = new(4_096, 4 << 20);
    private readonly InternTable<Endpoint> _peers = new(16_384, 8 << 20);

    /// <summary>The pod whose proxy writes: <c>ns</c>, <c>pod</c>, and its <c>workload</c> with the kind that <c>owner</c> tells.</summary>
    /// <returns><see cref="Endpoint.None"/> without a namespace or a name.</returns>
    public Endpoint Reporter(in RecordLabels labels)
    {
        var @namespace = labels.Text(Label.Namespace);
        var pod = labels.Text(Label.Pod);
        if (@namespace.IsEmpty || pod.IsEmpty)
        {
            return Endpoint.None;
        }

        var workload = labels.Text(Label.Workload);
        var kind = KindOfOwner(labels.Text(Label.Owner));
        if (@namespace.Length + pod.Length + workload.Length > MaxKeyBytes)
        {
            return Make(@namespace, pod, workload, kind, [], isReporter: true, 0);
        }

        // The lengths and the kind too: no bytes in one name may make it look like two.
        Span<byte> key = stackalloc byte[MaxKeyBytes + 32];
        var writer = new KeyWriter(key);
        writer.Add(@namespace);
        writer.Add(pod);
        writer.Add(workload);
        writer.Add(kind);
        key = key[..writer.Length];
        var hash = _reporters.HashOf(key);
        if (_reporters.Find(key, hash) is not { } reporter)
        {
            reporter = Make(@namespace, pod, workload, kind, [], isReporter: true, (int)hash);
            _reporters.Add(key, hash, reporter);
        }

        return reporter;
    }

    /// <summary>The other end as it introduced itself to the proxy that writes: <c>%FILTER_STATE(downstream_peer)%</c>, an object with
    /// the members name, namespace, workload, type and labels. Who calls this knows that the peer is who it says.</summary>
    /// <returns><see cref="Endpoint.None"/> for what has another form; proxies before Istio 1.24 write one that is not read.</returns>
    public Endpoint Peer(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json.Length > MaxPeerBytes)
        {
            return Endpoint.None;
        }

        var hash = _peers.HashOf(json);
        if (_peers.Find(json, hash) is not { } peer)
        {
            peer = ReadPeer(json, (int)hash);
            _peers.Add(json, hash, peer);
        }

        return peer;
    }

    private Endpoint ReadPeer(ReadOnlySpan<byte> json, int hash)
    {
        ReadOnlySpan<byte> name = default, @namespace = default, workload = default, kind = default, labels = default;
        var members = new FlatJson(json);
        while (members.Next())
        {
            if (members.Key.SequenceEqual("name"u8))
            {
                name = members.Text;
            }
            else if (members.Key.SequenceEqual("namespace"u8))
            {
                @namespace = members.Text;
            }
            else if (members.Key.SequenceEqual("workload"u8))
            {
                workload = members.Text;
            }
            else if (members.Key.SequenceEqual("type"u8))
            {
                kind = members.Text;
            }
            else if (members.Key.SequenceEqual("labels"u8))
            {
                labels = members.Object;
            }
        }

        return members.IsBroken || @namespace.IsEmpty
            ? Endpoint.None
            : Make(@namespace, name, workload, KindOf(kind), ReadLabels(labels), isReporter: false, hash);
    }

    private ImmutableArray<string> ReadLabels(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        var labels = ImmutableArray.CreateBuilder<string>();
        var members = new FlatJson(json);
        while (labels.Count < MaxLabels && members.Next())
        {
            labels.Add($"k8s:{words.Name(members.Key)}={words.Read(members.Text)}");
        }

        return members.IsBroken ? [] : labels.DrainToImmutable();
    }

    private Endpoint Make(
        ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> pod, ReadOnlySpan<byte> workload, ReadOnlySpan<byte> kind, ImmutableArray<string> labels, bool isReporter, int hash)
    {
        // A bare pod's workload is the pod itself, and no name for anybody.
        var isWorkload = !workload.IsEmpty && !workload.SequenceEqual(pod) && !kind.SequenceEqual("Pod"u8);
        return new Endpoint
        {
            Namespace = words.Name(@namespace),
            PodName = words.Read(pod),
            Workloads = isWorkload ? [new Workload(words.Name(workload), words.Name(kind))] : [],
            Labels = labels,
            IsReporter = isReporter,
            Hash = hash,
        };
    }

    /// <summary><c>kubernetes://apis/{group}/{version}/namespaces/{namespace}/{kinds}/{name}</c>, or with <c>api/v1</c> for a bare pod.</summary>
    private static ReadOnlySpan<byte> KindOfOwner(ReadOnlySpan<byte> owner)
    {
        var name = owner.LastIndexOf((byte)'/');
        if (name < 0)
        {
            return default;
        }

        owner = owner[..name];
        var kinds = owner[(owner.LastIndexOf((byte)'/') + 1)..];
        return kinds.EndsWith("s"u8) ? KindOf(kinds[..^1]) : default;
    }

    private static ReadOnlySpan<byte> KindOf(ReadOnlySpan<byte> kind) => kind switch
    {
        _ when kind.SequenceEqual("deployment"u8) => "Deployment"u8,
        _ when kind.SequenceEqual("statefulset"u8) => "StatefulSet"u8,
        _ when kind.SequenceEqual("daemonset"u8) => "DaemonSet"u8,
        _ when kind.SequenceEqual("replicaset"u8) => "ReplicaSet"u8,
        _ when kind.SequenceEqual("job"u8) => "Job"u8,
        _ when kind.SequenceEqual("cronjob"u8) => "CronJob"u8,
        _ when kind.SequenceEqual("pod"u8) => "Pod"u8,
        _ => default,
    };

    private ref struct KeyWriter(Span<byte> key)
    {
        private readonly Span<byte> _key = key;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> part)
        {
            _key[Length++] = (byte)part.Length;
            _key[Length++] = (byte)(part.Length >> 8);
            part.CopyTo(_key[Length..]);
            Length += part.Length;
        }
    }
}
