using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Reads a Lease (coordination.k8s.io/v1) that Terraform's Kubernetes backend locks a state with: <c>spec.holderIdentity</c>, two
/// labels and one annotation of it.</summary>
internal sealed class LeaseMapper : IObjectMapper<StateLock>
{
    private const string LockInfo = "app.terraform.io/lock-info";

    private readonly MetadataReader _metadata = new([LockInfo]);

    public MappedObject<StateLock>? Map(ReadOnlySpan<byte> json)
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

    private MappedObject<StateLock>? Read(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var (metadata, holder) = (new ObjectMetadata(), "");
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = _metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                holder = ReadHolder(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return metadata.Uid.Length == 0 || metadata.Name.Length == 0 || metadata.Namespace.Length == 0
            ? null
            : new MappedObject<StateLock>(metadata.Uid, metadata.Namespace, metadata.Name, metadata.ResourceVersion, LockOf(metadata, holder));
    }

    private static string ReadHolder(ref Utf8JsonReader reader)
    {
        var holder = "";
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("holderIdentity"u8))
                {
                    holder = FieldReader.Text(ref reader);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }
        }

        return holder;
    }

    private static StateLock LockOf(ObjectMetadata metadata, string holder) => new(
        metadata.Namespace,
        metadata.Name,
        LockInfoReader.Fit(metadata.Labels.GetValueOrDefault("tfstateWorkspace", "")),
        LockInfoReader.Fit(metadata.Labels.GetValueOrDefault("tfstateSecretSuffix", "")),
        LockInfoReader.Fit(holder),
        holder.Length == 0 ? null : LockInfoReader.Read(metadata.Annotations.GetValueOrDefault(LockInfo, "")));
}
