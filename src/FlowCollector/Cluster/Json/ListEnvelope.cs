using System.Text.Json;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>What surrounds the items of a list (meta/v1 ListMeta), or the metadata of a bookmark.</summary>
/// <param name="Continue">Token of the next page; empty on the last one.</param>
internal sealed record ListEnvelope(string Kind, string ResourceVersion, string Continue)
{
    /// <summary>Continue tokens are base64 of a key and a revision; this is far above any of them.</summary>
    private const int MaxTokenBytes = 64 * 1024;

    /// <summary>Null when the text is not a JSON object.</summary>
    public static ListEnvelope? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            var (kind, version, next) = ("", "", "");
            if (!FieldReader.EnterObject(ref reader))
            {
                return null;
            }

            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("kind"u8))
                {
                    kind = FieldReader.Text(ref reader);
                }
                else if (reader.ValueTextEquals("metadata"u8))
                {
                    ReadMetadata(ref reader, ref version, ref next);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            return new ListEnvelope(kind, version, next);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref string version, ref string next)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
            {
                version = FieldReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("continue"u8))
            {
                FieldReader.ReadText(ref reader, null, MaxTokenBytes, out next);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }
}
