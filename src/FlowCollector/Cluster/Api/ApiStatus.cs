using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>What a failing API server says (meta/v1 Status). Absent fields are empty or zero.</summary>
internal sealed record ApiStatus(int Code, string Reason, string Message, bool IsVersionTooLarge)
{
    /// <summary>Null when the text is not a Status: 429 answers plain text, proxies answer HTML.</summary>
    public static ApiStatus? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            return ReadStatus(ref reader);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private static ApiStatus? ReadStatus(ref Utf8JsonReader reader)
    {
        var (code, reason, message, isTooLarge) = (0, "", "", false);
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("code"u8))
            {
                code = FieldReader.Number(ref reader);
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reason = FieldReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                message = FieldReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("details"u8))
            {
                isTooLarge |= ReadDetails(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return new ApiStatus(code, reason, message, isTooLarge);
    }

    private static bool ReadDetails(ref Utf8JsonReader reader)
    {
        var isTooLarge = false;
        if (!FieldReader.EnterObject(ref reader))
        {
            return false;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("causes"u8))
            {
                isTooLarge |= HasTooLargeCause(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return isTooLarge;
    }

    private static bool HasTooLargeCause(ref Utf8JsonReader reader)
    {
        var found = false;
        if (!FieldReader.EnterArray(ref reader))
        {
            return false;
        }

        while (FieldReader.NextObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("reason"u8))
                {
                    found |= FieldReader.Text(ref reader) == "ResourceVersionTooLarge";
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }
        }

        return found;
    }
}
