using System.Collections.Immutable;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Makes the objects that flows share: flow.Endpoint, flow.Service, flow.Policy and lists of names. Called only for bytes
/// that are not remembered yet. Every method answers null when the bytes are malformed.</summary>
internal sealed class SharedParts
{
    private const uint Bytes = WireType.LengthDelimited;

    private readonly TextTable _texts;
    private readonly int _maxItems;

    public SharedParts(TextTable texts, HubbleDecoderLimits limits)
    {
        _texts = texts;
        _maxItems = limits.MaxListItems;
    }

    /// <summary>flow.Endpoint: 1 ID, 2 identity, 3 namespace, 4 labels, 5 pod_name, 6 workloads, 7 cluster_name.</summary>
    public Endpoint? ReadEndpoint(ReadOnlySpan<byte> message, int hash)
    {
        uint id = 0, identity = 0;
        string cluster = "", @namespace = "", pod = "";
        var labels = ImmutableArray.CreateBuilder<string>();
        var workloads = ImmutableArray.CreateBuilder<Workload>();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: id = reader.ReadUInt32(); break;
                case (2 << 3) | WireType.Varint: identity = reader.ReadUInt32(); break;
                case (3 << 3) | Bytes: @namespace = _texts.Intern(reader.ReadBytes()); break;
                case (4 << 3) | Bytes: AddText(labels, reader.ReadBytes()); break;
                case (5 << 3) | Bytes: pod = _texts.Read(reader.ReadBytes()); break;
                case (6 << 3) | Bytes when workloads.Count < _maxItems:
                    if (!TryReadNames(reader.ReadBytes(), out var name, out var kind, out _))
                    {
                        return null;
                    }

                    workloads.Add(new Workload(name, kind));
                    break;
                case (7 << 3) | Bytes: cluster = _texts.Intern(reader.ReadBytes()); break;
                default: reader.Skip(tag); break;
            }
        }

        return reader.IsMalformed ? null : new Endpoint
        {
            Id = id,
            Identity = identity,
            ClusterName = cluster,
            Namespace = @namespace,
            PodName = pod,
            Labels = labels.DrainToImmutable(),
            Workloads = workloads.DrainToImmutable(),
            Hash = hash,
        };
    }

    /// <summary>flow.Service: 1 name, 2 namespace.</summary>
    public ServiceName? ReadService(ReadOnlySpan<byte> message) =>
        TryReadNames(message, out var name, out var @namespace, out _) ? new ServiceName(@namespace, name) : null;

    /// <summary>Items of a repeated string field with their tags, known to be well formed.</summary>
    public string[] ReadNames(ReadOnlySpan<byte> fields)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var reader = new WireReader(fields);
        while (reader.TryReadTag(out _))
        {
            AddText(names, reader.ReadBytes());
        }

        return [.. names];
    }

    /// <summary>Fields 21001 egress_allowed_by, 21002 ingress_allowed_by, 21004 egress_denied_by, 21005 ingress_denied_by, tags
    /// included, each a flow.Policy: 1 name, 2 namespace, 5 kind.</summary>
    public PolicyDecision? ReadPolicies(ReadOnlySpan<byte> fields)
    {
        var lists = new ImmutableArray<PolicyName>.Builder[4];
        for (var index = 0; index < lists.Length; index++)
        {
            lists[index] = ImmutableArray.CreateBuilder<PolicyName>();
        }

        var reader = new WireReader(fields);
        while (reader.TryReadTag(out var tag))
        {
            var list = lists[(tag >> 3) switch { 21001 => 0, 21002 => 1, 21004 => 2, _ => 3 }];
            if (!TryReadNames(reader.ReadBytes(), out var name, out var @namespace, out var kind))
            {
                return null;
            }

            if (list.Count < _maxItems)
            {
                list.Add(new PolicyName(kind, @namespace, name));
            }
        }

        return reader.IsMalformed ? null : new PolicyDecision
        {
            EgressAllowedBy = lists[0].DrainToImmutable(),
            IngressAllowedBy = lists[1].DrainToImmutable(),
            EgressDeniedBy = lists[2].DrainToImmutable(),
            IngressDeniedBy = lists[3].DrainToImmutable(),
        };
    }

    /// <summary>A message of small texts: fields 1, 2 and 5.</summary>
    private bool TryReadNames(ReadOnlySpan<byte> message, out string first, out string second, out string fifth)
    {
        first = second = fifth = "";
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: first = _texts.Intern(reader.ReadBytes()); break;
                case (2 << 3) | Bytes: second = _texts.Intern(reader.ReadBytes()); break;
                case (5 << 3) | Bytes: fifth = _texts.Intern(reader.ReadBytes()); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed;
    }

    private void AddText(ImmutableArray<string>.Builder list, ReadOnlySpan<byte> text)
    {
        if (list.Count < _maxItems)
        {
            list.Add(_texts.Intern(text));
        }
    }
}
