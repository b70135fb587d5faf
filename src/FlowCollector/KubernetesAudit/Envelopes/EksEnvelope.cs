using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit.Envelopes;

/// <summary>What a subscription filter of CloudWatch Logs delivers of an EKS cluster: JSON with <c>logEvents</c>, each message of which is one
/// event as text; compressed with gzip, alone or as Base64 text. Or the same in the records of Amazon Data Firehose, which wants an answer
/// of its own.</summary>
internal sealed class EksEnvelope(AuditEventReaders readers) : IAuditEnvelope
{
    private const int MaxSurroundingBytes = 64 * 1024;

    /// <summary>Largest record of Firehose as Base64 text, with room: 1,000 KiB before it.</summary>
    private const int MaxRecordBytes = 2 * 1024 * 1024;

    public string Path => "/v1/audit/eks";

    public string Source => "eks";

    public async ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone)
    {
        var peeked = new PeekedStream(body);
        var first = await peeked.PeekAsync(gone).ConfigureAwait(false);
        var inflated = new ByteAllowance(readers.MaxBodyBytes);
        var reader = readers.Rent();
        try
        {
            switch (first)
            {
                case '{' or ' ' or '\n' or '\r' or '\t':
                    await ReadJsonAsync(peeked, inflated, reader, intake, isOuter: true, gone).ConfigureAwait(false);
                    break;
                case 0x1F:
                    await InflateAsync(peeked, inflated, reader, intake, gone).ConfigureAwait(false);
                    break;
                case >= 0:
                    using (var transform = new FromBase64Transform(FromBase64TransformMode.IgnoreWhiteSpaces))
                    {
                        var decoded = new CryptoStream(peeked, transform, CryptoStreamMode.Read, leaveOpen: true);
                        await using (decoded.ConfigureAwait(false))
                        {
                            await InflateAsync(decoded, inflated, reader, intake, gone).ConfigureAwait(false);
                        }
                    }

                    break;
                default:
                    intake.CountUndecodable(PlatformFailure.Malformed);
                    break;
            }
        }
        catch (FormatException failure)
        {
            throw new InvalidDataException("The body is not Base64 text.", failure);
        }
        finally
        {
            readers.Return(reader);
        }
    }

    /// <summary>Firehose takes any other answer for a failure.</summary>
    public ReadOnlyMemory<byte> Answer(AuditIntake intake)
    {
        var request = intake.Sender.Header("X-Amz-Firehose-Request-Id");
        if (request.Length == 0)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("requestId", request);
            json.WriteNumber("timestamp", intake.ReceivedAt.UnixNanoseconds / 1_000_000);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private async ValueTask InflateAsync(Stream compressed, ByteAllowance inflated, AuditEventReader reader, AuditIntake intake, CancellationToken gone)
    {
        var gzip = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await ReadJsonAsync(new BoundedBody(gzip, inflated, intake), inflated, reader, intake, isOuter: false, gone).ConfigureAwait(false);
        }
    }

    /// <param name="inflated">Of all that is compressed in the request.</param>
    /// <param name="isOuter">There may be records with the same inside.</param>
    private async ValueTask ReadJsonAsync(Stream text, ByteAllowance inflated, AuditEventReader reader, AuditIntake intake, bool isOuter, CancellationToken gone)
    {
        using var splitter = new ObjectSplitter(
            SplitShape.List, Math.Max(MaxRecordBytes, (2 * readers.MaxEventBytes) + MaxSurroundingBytes), MaxSurroundingBytes, isOuter ? ["logEvents", "records"] : ["logEvents"]);
        using var items = new JsonObjectStream(text, splitter);
        while (!intake.IsRefused)
        {
            var step = await items.ReadAsync(null, gone).ConfigureAwait(false);
            switch (step)
            {
                case StreamStep.Object:
                    if (TakeItem(items.Current, reader, intake, isOuter) is { } record)
                    {
                        await ReadRecordAsync(record, inflated, reader, intake, gone).ConfigureAwait(false);
                    }

                    break;
                case StreamStep.Oversized:
                    intake.CountUndecodable(PlatformFailure.TooLong);
                    intake.AddGap("lost", default);
                    break;
                default:
                    intake.CountEnd(step, items.HasItems);
                    return;
            }
        }
    }

    private async ValueTask ReadRecordAsync(byte[] record, ByteAllowance inflated, AuditEventReader reader, AuditIntake intake, CancellationToken gone)
    {
        using var stream = new MemoryStream(record, writable: false);
        try
        {
            if (record is [0x1F, ..])
            {
                await InflateAsync(stream, inflated, reader, intake, gone).ConfigureAwait(false);
            }
            else
            {
                await ReadJsonAsync(stream, inflated, reader, intake, isOuter: false, gone).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException)
        {
            // One record that is no gzip does not cost the others.
            intake.CountUndecodable(PlatformFailure.Malformed);
        }
    }

    /// <summary>Takes a log event, or answers what is in a record.</summary>
    private static byte[]? TakeItem(ReadOnlySpan<byte> item, AuditEventReader reader, AuditIntake intake, bool mayBeRecord)
    {
        try
        {
            var json = new CutJson(item, isCut: false);
            json.EnterObject();
            while (json.NextProperty())
            {
                if (json.IsKey("message"u8))
                {
                    json.Read();
                    TakeMessage(ref json, reader, intake);
                    return null;
                }

                if (mayBeRecord && json.IsKey("data"u8))
                {
                    json.Read();
                    if (json.Token == JsonTokenType.String && json.Reader.TryGetBytesFromBase64(out var record))
                    {
                        return record;
                    }

                    break;
                }

                json.Skip();
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Counted below.
        }

        intake.CountUndecodable(PlatformFailure.Malformed);
        return null;
    }

    private static void TakeMessage(ref CutJson json, AuditEventReader reader, AuditIntake intake)
    {
        if (json.Token != JsonTokenType.String || !EscapedText.TryRead(ref json.Reader, out var text))
        {
            intake.CountUndecodable(PlatformFailure.Malformed);
            return;
        }

        using (text)
        {
            // Control messages and the other logs of a cluster are lines of text. What is too long for CloudWatch is cut and ends in a mark.
            var isCut = text.Bytes.EndsWith("[Truncated...]"u8);
            if (text.IsObject)
            {
                reader.Take(isCut ? text.Bytes[..^"[Truncated...]"u8.Length] : text.Bytes, isCut, "eks", isMixed: true, intake, PlatformFailure.CutBySender);
            }
            else
            {
                intake.CountIgnored(IgnoredReason.Other);
            }
        }
    }
}
