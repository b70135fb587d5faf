namespace Windsock.FlowCollector.Tests.KubernetesAudit;

/// <summary>Hands out a text in pieces of one length.</summary>
internal sealed class SlowStream(byte[] text, int piece) : MemoryStream(text, writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
}
