using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Counts the bytes that are read.</summary>
internal sealed class CountedBody(Stream inner, Counter bytes) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        bytes.Add(read);
        return read;
    }
}
