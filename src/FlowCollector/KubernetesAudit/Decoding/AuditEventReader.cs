using System.Text.Json;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Takes the text of one event after another into what a request brings. Single-threaded.</summary>
internal sealed class AuditEventReader(AuditFilter filter, int maxEventBytes)
{
    private readonly AuditRecordReader _records = new();

    /// <param name="text">The event; only its head when <paramref name="isCut"/>.</param>
    /// <param name="origin">Which API server wrote it, as far as that is known.</param>
    /// <param name="isMixed">It comes from a stream that also holds other things, which are no mistakes.</param>
    /// <param name="lost">How an event is counted that was cut so early that nothing can be kept of it.</param>
    public void Take(ReadOnlySpan<byte> text, bool isCut, string origin, bool isMixed, AuditIntake intake, PlatformFailure lost = PlatformFailure.TooLong)
    {
        if (text.Length > maxEventBytes)
        {
            text = text[..maxEventBytes];
            isCut = true;
        }

        if (!TryRead(text, isCut, out var record))
        {
            intake.CountUndecodable(PlatformFailure.Malformed);
        }
        else if (!record.IsEvent)
        {
            CountUnreadable(record, isCut, isMixed, intake, lost);
        }
        else if (filter.Of(record) is { } reason)
        {
            intake.CountIgnored(reason);
        }
        else
        {
            intake.Add(AuditActionMapper.Map(record, intake.Source, intake.ReceivedAt), AuditActionMapper.Key(record, origin));
            if (isCut)
            {
                intake.CountCutEvent();
                intake.AddGap("cut", record.RequestedAt);
            }
        }
    }

    private static void CountUnreadable(in AuditRecord record, bool isCut, bool isMixed, AuditIntake intake, PlatformFailure lost)
    {
        if (isCut)
        {
            intake.CountUndecodable(lost);
            intake.AddGap("lost", record.RequestedAt);
        }
        else if (isMixed && record.IsSomethingElse)
        {
            intake.CountIgnored(IgnoredReason.Other);
        }
        else
        {
            intake.CountUndecodable(PlatformFailure.Malformed);
        }
    }

    private bool TryRead(ReadOnlySpan<byte> text, bool isCut, out AuditRecord record)
    {
        try
        {
            record = _records.Read(text, isCut);
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is the reader's second way to say it: a key that is not Unicode text.
            record = new AuditRecord();
            return false;
        }
    }
}
