using System.Collections.Immutable;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>The other end of a call as proxies exchange it (filter state <c>upstream_peer</c>, <c>downstream_peer</c>): a Struct since
/// Istio 1.24, a FlatBuffer in BytesValue before. Equal bytes give the same endpoint. Single-threaded.</summary>
internal sealed class PeerTable(MeshWords words)
{
    private const int MaxPeerBytes = 16 << 10;
    private const int MaxLabels = 64;

    private readonly InternTable<Endpoint> _peers = new(16_384, 8 << 20);

    /// <param name="any">google.protobuf.Any; anything else gives <see cref="Endpoint.None"/>.</param>
    /// <param name="withLabels">The peer's own proxy is known to have told them.</param>
    public Endpoint Read(ReadOnlySpan<byte> any, bool withLabels)
    {
        if (any.IsEmpty || any.Length > MaxPeerBytes)
        {
            return Endpoint.None;
        }

        var hash = _peers.HashOf(any) ^ (withLabels ? 2UL : 0);
        if (_peers.Find(any, hash) is not { } peer)
        {
            peer = Make(AnyValue.Read(any), withLabels, (int)hash);
            _peers.Add(any, hash, peer);
        }

        return peer;
    }

    private Endpoint Make(AnyValue any, bool withLabels, int hash)
    {
        if (any.Is("google.protobuf.Struct"u8))
        {
            return OfStruct(any.Value, withLabels, hash);
        }

        return any.Is("google.protobuf.BytesValue"u8) ? OfFlatNode(AnyValue.Unwrap(any.Value), hash) : Endpoint.None;
    }

    private Endpoint OfStruct(ReadOnlySpan<byte> message, bool withLabels, int hash)
    {
        ReadOnlySpan<byte> name = default, @namespace = default, workload = default, kind = default, labels = default;
        var fields = new StructFields(message);
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual("name"u8))
            {
                name = fields.Text;
            }
            else if (fields.Key.SequenceEqual("namespace"u8))
            {
                @namespace = fields.Text;
            }
            else if (fields.Key.SequenceEqual("workload"u8))
            {
                workload = fields.Text;
            }
            else if (fields.Key.SequenceEqual("type"u8))
            {
                kind = fields.Text;
            }
            else if (fields.Key.SequenceEqual("labels"u8))
            {
                labels = fields.Struct;
            }
        }

        return fields.IsMalformed ? Endpoint.None : Make(name, @namespace, workload, KindOf(kind), withLabels ? labels : default, hash);
    }

    private Endpoint OfFlatNode(ReadOnlySpan<byte> buffer, int hash)
    {
        var node = new FlatNode(buffer);
        return Make(node.Text(FlatNode.Name), node.Text(FlatNode.Namespace), node.Text(FlatNode.WorkloadName), "", default, hash);
    }

    private Endpoint Make(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> workload, string kind, ReadOnlySpan<byte> labels, int hash)
    {
        if (@namespace.IsEmpty)
        {
            return Endpoint.None;
        }

        // A bare pod's workload is the pod itself, and no name for anybody.
        var isWorkload = !workload.IsEmpty && !workload.SequenceEqual(name) && kind != "Pod";
        return new Endpoint
        {
            Namespace = words.Name(@namespace),
            PodName = words.Read(name),
            Workloads = isWorkload ? [new Workload(words.Name(workload), kind)] : [],
            Labels = PodMarks.Labels(labels, MaxLabels, words),
            Hash = hash,
        };
    }

    /// <summary>Istio writes these four in lower case and none for other kinds.</summary>
    private static string KindOf(ReadOnlySpan<byte> kind) => kind switch
    {
        _ when kind.SequenceEqual("deployment"u8) => "Deployment",
        _ when kind.SequenceEqual("job"u8) => "Job",
        _ when kind.SequenceEqual("cronjob"u8) => "CronJob",
        _ when kind.SequenceEqual("pod"u8) => "Pod",
        _ => "",
    };
}
