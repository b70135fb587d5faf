using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit.Envelopes;

/// <summary>What the webhook backend of an API server posts: an EventList of <c>audit.k8s.io/v1</c>, whose items need no kind.</summary>
internal sealed class NativeEnvelope(AuditEventReaders readers) : IAuditEnvelope
{
    /// <summary>Around the items of a list stand its kind, its version and empty metadata.</summary>
    private const int MaxSurroundingBytes = 64 * 1024;

    public string Path => "/v1/audit";

    public string Source => "kubernetes_audit";

    public async ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone)
    {
        using var splitter = new ObjectSplitter(SplitShape.List, readers.MaxEventBytes, MaxSurroundingBytes, keepsHead: true);
        using var items = new JsonObjectStream(body, splitter);
        var reader = readers.Rent();
        try
        {
            await ReadAsync(items, reader, intake, gone).ConfigureAwait(false);
        }
        finally
        {
            readers.Return(reader);
        }
    }

    private static async ValueTask ReadAsync(JsonObjectStream items, AuditEventReader reader, AuditIntake intake, CancellationToken gone)
    {
        var origin = intake.Sender.Origin;
        while (!intake.IsRefused)
        {
            var step = await items.ReadAsync(null, gone).ConfigureAwait(false);
            switch (step)
            {
                case StreamStep.Object or StreamStep.Oversized:
                    reader.Take(items.Current, step == StreamStep.Oversized, origin, isMixed: false, intake);
                    break;
                default:
                    intake.CountEnd(step, items.HasItems);
                    return;
            }
        }
    }
}
