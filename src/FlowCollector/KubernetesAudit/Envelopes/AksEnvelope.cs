using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit.Envelopes;

/// <summary>What the diagnostic settings of AKS put into an Event Hub: <c>{"records":[{"category":"kube-audit","properties":{"log":"..."}}]}</c>.
/// The log of an audit category is the event as text; other categories bring lines of other logs.</summary>
internal sealed class AksEnvelope(AuditEventReaders readers) : IAuditEnvelope
{
    private const int MaxSurroundingBytes = 64 * 1024;

    public string Path => "/v1/audit/aks";

    public string Source => "aks";

    public async ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone)
    {
        // The text of an event needs up to twice its length as a string in a record, seldom more.
        using var splitter = new ObjectSplitter(SplitShape.List, (2 * readers.MaxEventBytes) + MaxSurroundingBytes, MaxSurroundingBytes, ["records"]);
        using var records = new JsonObjectStream(body, splitter);
        var reader = readers.Rent();
        try
        {
            while (!intake.IsRefused)
            {
                var step = await records.ReadAsync(null, gone).ConfigureAwait(false);
                switch (step)
                {
                    case StreamStep.Object:
                        Take(records.Current, reader, intake);
                        break;
                    case StreamStep.Oversized:
                        intake.CountUndecodable(PlatformFailure.TooLong);
                        intake.AddGap("lost", default);
                        break;
                    default:
                        intake.CountEnd(step, records.HasItems);
                        return;
                }
            }
        }
        finally
        {
            readers.Return(reader);
        }
    }

    private static void Take(ReadOnlySpan<byte> record, AuditEventReader reader, AuditIntake intake)
    {
        try
        {
            var (category, cluster) = ReadOrigin(record);
            if (!category.StartsWith("kube-audit", StringComparison.OrdinalIgnoreCase))
            {
                intake.CountIgnored(IgnoredReason.Other);
                return;
            }

            var json = new CutJson(record, isCut: false);
            if (TryFind(ref json, "properties"u8) && TryFind(ref json, "log"u8) && json.Read() && json.Token == JsonTokenType.String && EscapedText.TryRead(ref json.Reader, out var log))
            {
                TakeLog(ref log, cluster, reader, intake);
                return;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Counted below.
        }

        intake.CountUndecodable(PlatformFailure.Malformed);
    }

    private static void TakeLog(ref EscapedText log, string cluster, AuditEventReader reader, AuditIntake intake)
    {
        using (log)
        {
            if (log.IsObject)
            {
                // Both audit categories bring the same events: the cluster, not who sent it, keeps them apart from others.
                reader.Take(log.Bytes, isCut: false, "aks " + cluster, isMixed: true, intake);
            }
            else
            {
                intake.CountIgnored(IgnoredReason.Other);
            }
        }
    }

    private static (string Category, string Cluster) ReadOrigin(ReadOnlySpan<byte> record)
    {
        var (category, cluster) = ("", "");
        var json = new CutJson(record, isCut: false);
        json.EnterObject();
        while (json.NextProperty())
        {
            if (json.IsKey("category"u8))
            {
                category = json.Text(null);
            }
            else if (json.IsKey("resourceId"u8))
            {
                cluster = json.Text(null);
            }
            else
            {
                json.Skip();
            }
        }

        return (category, cluster);
    }

    /// <summary>Moves into the object that comes and to that key in it.</summary>
    private static bool TryFind(ref CutJson json, ReadOnlySpan<byte> key)
    {
        if (!json.EnterObject())
        {
            return false;
        }

        while (json.NextProperty())
        {
            if (json.IsKey(key))
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }
}
