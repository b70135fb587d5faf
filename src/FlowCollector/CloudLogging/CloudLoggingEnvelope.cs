using System.Buffers;
using System.Globalization;
using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>The path of the audit port that a push subscription of Pub/Sub posts log entries to, one a request. Whatever cannot be read is
/// counted and acknowledged: Pub/Sub would send it again for days.</summary>
internal sealed class CloudLoggingEnvelope(CloudLoggingMapper mapper, IAuditSenderCheck senders, CloudLoggingCounts counts) : IAuditEnvelope
{
    public const string SourceName = "cloud_logging";

    /// <summary>An entry of Cloud Logging has 256 KB at most; as JSON and in Base64 it stays well below this.</summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    private const int FirstBytes = 16 * 1024;

    public string Path => "/v1/audit/pubsub";

    public string Source => SourceName;

    public IAuditSenderCheck SenderCheck => senders;

    public async ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            var length = 0;
            for (int read; (read = await body.ReadAsync(buffer.AsMemory(length), gone).ConfigureAwait(false)) > 0;)
            {
                length += read;
                if (length > MaxBodyBytes)
                {
                    break;
                }

                buffer = length == buffer.Length ? Grow(buffer) : buffer;
            }

            if (length > MaxBodyBytes || intake.IsBodyCut)
            {
                RefuseLength(intake);
                return;
            }

            Take(buffer.AsMemory(0, length), intake);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What the port has cut, the port counts.</summary>
    private void RefuseLength(AuditIntake intake)
    {
        counts.Count(EntryKind.Other);
        if (!intake.IsBodyCut)
        {
            intake.CountUndecodable(PlatformFailure.TooLong);
            intake.AddGap("lost", default);
        }
    }

    private void Take(ReadOnlyMemory<byte> body, AuditIntake intake)
    {
        var entry = PushMessage.TryUnwrap(body, out var data) ? LogEntryReader.TryRead(data.Span) : null;
        var mapped = entry is null ? MappedEntry.Malformed(EntryKind.Other) : mapper.Map(entry, intake.ReceivedAt);
        counts.Count(mapped.Kind);
        if (mapped.Action is { } action)
        {
            intake.Add(action, KeyOf(entry!));
        }
        else if (mapped.Ignored is { } reason)
        {
            intake.CountIgnored(reason);
        }
        else
        {
            intake.CountUndecodable(PlatformFailure.Malformed);
        }
    }

    /// <summary>Pub/Sub delivers at least once, and sinks of a project and its folder may both send an entry: by these three it is one.</summary>
    private static AuditKey KeyOf(LogEntry entry) =>
        AuditKey.Of(SourceName, entry.InsertId, entry.LogName, EntryParts.At(entry).UnixNanoseconds.ToString(CultureInfo.InvariantCulture));

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
