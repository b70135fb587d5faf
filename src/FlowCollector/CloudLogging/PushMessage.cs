using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>What a push request of Pub/Sub brings. A subscription sends the message within a JSON object
/// (<c>{"message":{"data":BASE64,...},"subscription":...}</c>) or, with payload unwrapping, the message's data alone; the body itself says which,
/// since the headers of the second form are optional. Pure.</summary>
internal static class PushMessage
{
    /// <summary>False: it is neither.</summary>
    /// <param name="entry">The message's data; a part of <paramref name="body"/> or memory of its own.</param>
    public static bool TryUnwrap(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> entry)
    {
        entry = body;
        try
        {
            return !TryReadData(body.Span, out var data) || TryTake(data, out entry);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            entry = default;
            return false;
        }
    }

    /// <summary>False: there is no message in it, so it is one.</summary>
    /// <param name="data">Null: the message has no data, or what is no Base64.</param>
    private static bool TryReadData(ReadOnlySpan<byte> body, out byte[]? data)
    {
        data = null;
        var isWrapped = false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = CutJson.MaxDepth });
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (!reader.ValueTextEquals("message"u8))
                {
                    FieldReader.Skip(ref reader);
                }
                else if (FieldReader.EnterObject(ref reader))
                {
                    isWrapped = true;
                    data = ReadData(ref reader);
                }
            }
        }

        return isWrapped;
    }

    private static byte[]? ReadData(ref Utf8JsonReader reader)
    {
        byte[]? data = null;
        while (FieldReader.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("data"u8))
            {
                FieldReader.Skip(ref reader);
                continue;
            }

            reader.Read();
            data = reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) ? bytes : null;
            reader.Skip();
        }

        return data;
    }

    private static bool TryTake(byte[]? data, out ReadOnlyMemory<byte> entry)
    {
        entry = data;
        return data is not null;
    }
}
