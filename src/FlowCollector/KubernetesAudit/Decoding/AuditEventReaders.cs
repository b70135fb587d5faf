using System.Collections.Concurrent;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Readers to lend, one to each request: what a reader has learned of names serves the next one. As many as there were requests at a
/// time. Any thread.</summary>
internal sealed class AuditEventReaders(KubernetesAuditOptions options)
{
    private readonly ConcurrentBag<AuditEventReader> _idle = [];
    private readonly AuditFilter _filter = new(options);

    public int MaxEventBytes => options.Limits.MaxEventBytes;

    public int MaxBodyBytes => options.Limits.MaxBodyBytes;

    public AuditEventReader Rent() => _idle.TryTake(out var reader) ? reader : new AuditEventReader(_filter, MaxEventBytes);

    public void Return(AuditEventReader reader) => _idle.Add(reader);
}
