using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>Reads of <c>spec</c> what ties resources together and what happens when they are deleted; the parameters of the resource itself
/// are passed over.</summary>
internal sealed class ResourceSpecReader(StringPool names)
{
    /// <summary>Types that one composite is made of; real ones have less than twenty.</summary>
    private const int MaxParts = 256;

    private const int MaxPolicies = 16;

    /// <param name="reader">Before the value; moved past it.</param>
    public ResourceSpec Read(ref Utf8JsonReader reader)
    {
        var spec = new ResourceSpec();
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                ReadField(ref reader, ref spec);
            }
        }

        return spec;
    }

    private void ReadField(ref Utf8JsonReader reader, ref ResourceSpec spec)
    {
        if (reader.ValueTextEquals("claimRef"u8))
        {
            ReadClaim(ref reader, ref spec);
        }
        else if (reader.ValueTextEquals("resourceRef"u8))
        {
            if (FieldReader.EnterObject(ref reader))
            {
                ReadPart(ref reader, ref spec);
            }
        }
        else if (reader.ValueTextEquals("resourceRefs"u8))
        {
            ReadParts(ref reader, ref spec);
        }
        else if (reader.ValueTextEquals("crossplane"u8))
        {
            ReadMachinery(ref reader, ref spec);
        }
        else if (reader.ValueTextEquals("deletionPolicy"u8))
        {
            spec.HasOrphanPolicy = FieldReader.Text(ref reader) == "Orphan";
        }
        else if (reader.ValueTextEquals("managementPolicies"u8))
        {
            spec.ManagementPolicies = ReadPolicies(ref reader);
        }
        else
        {
            FieldReader.Skip(ref reader);
        }
    }

    /// <summary>spec.crossplane, where composites of Crossplane 2 keep what others have in spec itself.</summary>
    private void ReadMachinery(ref Utf8JsonReader reader, ref ResourceSpec spec)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("resourceRefs"u8))
            {
                ReadParts(ref reader, ref spec);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }

    private void ReadClaim(ref Utf8JsonReader reader, ref ResourceSpec spec)
    {
        var (space, name) = ("", "");
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("namespace"u8))
            {
                space = PlainLine.Of(FieldReader.Text(ref reader, names), PlainLine.MaxName);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = PlainLine.Of(FieldReader.Text(ref reader), PlainLine.MaxName);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                spec.ClaimKind = PlainLine.Of(FieldReader.Text(ref reader, names), PlainLine.MaxName);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        spec.Claim = name.Length == 0 ? null : (space, name);
    }

    private void ReadParts(ref Utf8JsonReader reader, ref ResourceSpec spec)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (FieldReader.NextObject(ref reader))
        {
            ReadPart(ref reader, ref spec);
        }
    }

    /// <param name="reader">Within the reference.</param>
    private void ReadPart(ref Utf8JsonReader reader, ref ResourceSpec spec)
    {
        var (group, kind) = ("", "");
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                group = ResourceMetadataReader.GroupOf(FieldReader.Text(ref reader, names));
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = FieldReader.Text(ref reader, names);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        if (group.Length > 0 && kind.Length > 0 && spec.Parts.Count < MaxParts)
        {
            spec.Parts = spec.Parts.Add((group, kind));
        }
    }

    private ImmutableArray<string> ReadPolicies(ref Utf8JsonReader reader)
    {
        var policies = ImmutableArray.CreateBuilder<string>();
        if (!FieldReader.EnterArray(ref reader))
        {
            return [];
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && policies.Count < MaxPolicies)
            {
                policies.Add(FieldReader.Current(ref reader, names));
            }

            reader.Skip();
        }

        return policies.ToImmutable();
    }
}
