using System.Collections.Immutable;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Reads who streams: StreamAccessLogsMessage.Identifier (1 node, 2 log_name) with the metadata that Istio's bootstrap gives
/// a proxy. Equal metadata gives the same proxy. Single-threaded.</summary>
internal sealed class IdentifierReader(MeshWords words)
{
    private const uint Bytes = WireType.LengthDelimited;
    private const int MaxLabels = 256;
    private const int MaxAddresses = 16;

    /// <summary>Longer metadata is read anew for each stream.</summary>
    private const int MaxRememberedBytes = 64 << 10;

    private readonly InternTable<ReportingProxy> _proxies = new(4_096, 16 << 20);

    /// <returns>False when the bytes are malformed.</returns>
    public bool TryRead(ReadOnlySpan<byte> identifier, out ReportingProxy proxy, out string logName)
    {
        ReadOnlySpan<byte> node = default, name = default;
        var reader = new WireReader(identifier);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: node = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: name = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        logName = words.Name(name);
        return TryReadNode(node, out proxy) && !reader.IsMalformed;
    }

    /// <summary>envoy.config.core.v3.Node: 1 id, 3 metadata. Its list of extensions (9), the larger part, is passed over.</summary>
    private bool TryReadNode(ReadOnlySpan<byte> node, out ReportingProxy proxy)
    {
        ReadOnlySpan<byte> id = default, metadata = default;
        var reader = new WireReader(node);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: id = reader.ReadBytes(); break;
                case (3 << 3) | Bytes: metadata = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        var hash = _proxies.HashOf(metadata);
        var kind = KindOf(id);
        if (metadata.IsEmpty || _proxies.Find(metadata, hash) is not { } known || known.Kind != kind)
        {
            if (Make(id, kind, metadata, (int)hash) is not { } made)
            {
                proxy = new ReportingProxy(ProxyKind.Unknown, Endpoint.None, [], "");
                return false;
            }

            known = made;
            if (!metadata.IsEmpty && metadata.Length <= MaxRememberedBytes && _proxies.Find(metadata, hash) is null)
            {
                _proxies.Add(metadata, hash, known);
            }
        }

        proxy = known;
        return !reader.IsMalformed;
    }

    private ReportingProxy? Make(ReadOnlySpan<byte> id, ProxyKind kind, ReadOnlySpan<byte> metadata, int hash)
    {
        ReadOnlySpan<byte> name = default, @namespace = default, node = default, addresses = default, labels = default, annotations = default;
        var fields = new StructFields(metadata);
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual("NAME"u8))
            {
                name = fields.Text;
            }
            else if (fields.Key.SequenceEqual("NAMESPACE"u8))
            {
                @namespace = fields.Text;
            }
            else if (fields.Key.SequenceEqual("NODE_NAME"u8))
            {
                node = fields.Text;
            }
            else if (fields.Key.SequenceEqual("INSTANCE_IPS"u8))
            {
                addresses = fields.Text;
            }
            else if (fields.Key.SequenceEqual("LABELS"u8))
            {
                labels = fields.Struct;
            }
            else if (fields.Key.SequenceEqual("ANNOTATIONS"u8))
            {
                annotations = fields.Struct;
            }
        }

        if (fields.IsMalformed)
        {
            return null;
        }

        SplitId(id, out var idAddress, out var idPod, out var idNamespace);
        var endpoint = new Endpoint
        {
            Namespace = words.Name(@namespace.IsEmpty ? idNamespace : @namespace),
            PodName = words.Read(name.IsEmpty ? idPod : name),
            Labels = PodMarks.Labels(labels, MaxLabels, words),
            Annotations = PodMarks.Annotations(annotations),
            IsReporter = true,
            Hash = hash,
        };
        return new ReportingProxy(kind, endpoint, Addresses(addresses.IsEmpty ? idAddress : addresses), words.Name(node));
    }

    private static ProxyKind KindOf(ReadOnlySpan<byte> id) => id switch
    {
        _ when id.StartsWith("sidecar~"u8) => ProxyKind.Sidecar,
        _ when id.StartsWith("router~"u8) => ProxyKind.Gateway,
        _ when id.StartsWith("waypoint~"u8) => ProxyKind.Waypoint,
        _ => ProxyKind.Unknown,
    };

    /// <summary><c>type~address~pod.namespace~domain</c>; a pod's name may have dots, a namespace has none.</summary>
    private static void SplitId(ReadOnlySpan<byte> id, out ReadOnlySpan<byte> address, out ReadOnlySpan<byte> pod, out ReadOnlySpan<byte> @namespace)
    {
        address = pod = @namespace = default;
        Span<Range> parts = stackalloc Range[5];
        var count = 0;
        foreach (var part in id.Split((byte)'~'))
        {
            if (count == parts.Length)
            {
                return;
            }

            parts[count++] = part;
        }

        if (count != 4)
        {
            return;
        }

        address = id[parts[1]];
        var names = id[parts[2]];
        var dot = names.LastIndexOf((byte)'.');
        if (dot > 0)
        {
            pod = names[..dot];
            @namespace = names[(dot + 1)..];
        }
    }

    /// <summary>One text, the addresses in it apart by commas.</summary>
    private static ImmutableArray<IpAddress> Addresses(ReadOnlySpan<byte> text)
    {
        var addresses = ImmutableArray.CreateBuilder<IpAddress>();
        foreach (var part in text.Split((byte)','))
        {
            var address = IpText.Read(text[part].Trim((byte)' '));
            if (!address.IsNone && !address.IsLoopback && addresses.Count < MaxAddresses)
            {
                addresses.Add(address);
            }
        }

        return addresses.DrainToImmutable();
    }
}
