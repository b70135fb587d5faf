using Windsock.FlowCollector.KubernetesAudit.Port;

namespace Windsock.FlowCollector.KubernetesAudit.Envelopes;

/// <summary>A stream whose first byte is known before it is read.</summary>
internal sealed class PeekedStream(Stream inner) : ReadOnlyStream
{
    private readonly byte[] _first = new byte[1];
    private bool _hasFirst;

    /// <summary>The first byte; -1 when there is none.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellation)
    {
        _hasFirst = await inner.ReadAsync(_first, cancellation).ConfigureAwait(false) > 0;
        return _hasFirst ? _first[0] : -1;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasFirst || buffer.IsEmpty)
        {
            return inner.ReadAsync(buffer, cancellationToken);
        }

        _hasFirst = false;
        buffer.Span[0] = _first[0];
        return ValueTask.FromResult(1);
    }
}
