using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Reading;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>Reads an object of one type in one pass and keeps what <see cref="PlatformResource"/> holds. Single-threaded.</summary>
internal sealed class CrossplaneMapper : IObjectMapper<CrossplaneObject>
{
    private readonly CrossplaneType _type;
    private readonly ResourceMetadataReader _metadata = new();
    private readonly ResourceSpecReader _spec;
    private readonly ConditionReader _conditions;

    public CrossplaneMapper(CrossplaneType type)
    {
        _type = type;
        _spec = new ResourceSpecReader(_metadata.Names);
        _conditions = new ConditionReader(_metadata.Names);
    }

    public MappedObject<CrossplaneObject>? Map(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            return Read(ref reader);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private MappedObject<CrossplaneObject>? Read(ref Utf8JsonReader reader)
    {
        var (metadata, spec, conditions) = (new ResourceMetadata(), new ResourceSpec(), ImmutableArray<ResourceCondition>.Empty);
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = _metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                spec = _spec.Read(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                conditions = _conditions.Read(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return metadata.Uid.Length == 0 || metadata.Name.Length == 0 ? null : Assemble(metadata, spec, conditions);
    }

    private MappedObject<CrossplaneObject> Assemble(in ResourceMetadata metadata, in ResourceSpec spec, ImmutableArray<ResourceCondition> conditions)
    {
        var resource = new PlatformResource
        {
            Name = new ResourceName(_type.Group, _type.Resource, metadata.Namespace, metadata.Name),
            Uid = metadata.Uid,
            Kind = _type.Kind,
            Role = _type.Role,
            Owners = metadata.Owners,
            Claim = metadata.ClaimName.Length > 0 ? (metadata.ClaimNamespace, metadata.ClaimName) : spec.Claim,
            ClaimKind = spec.ClaimKind,
            Composite = metadata.Composite,
            Conditions = conditions,
            CreatedAt = metadata.CreatedAt,
            DeletionAt = metadata.DeletionAt,
            IsOrphanedOnDelete = spec.IsOrphanedOnDelete,
            IsPaused = metadata.IsPaused,
            IsCreationPending = metadata.IsCreationPending,
            FirstManager = metadata.FirstManager,
            Marks = metadata.Marks,
        };
        return new MappedObject<CrossplaneObject>(
            resource.Uid, metadata.Namespace, metadata.Name, metadata.ResourceVersion, new CrossplaneObject(resource, [.. spec.Parts]));
    }
}
