namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Ends after so many bytes, whatever comes behind them, and says in the intake when something did. Several streams may share the
/// allowance.</summary>
/// <param name="inner">Not closed.</param>
internal sealed class BoundedBody(Stream inner, ByteAllowance allowance, AuditIntake intake) : ReadOnlyStream
{
    private readonly byte[] _probe = new byte[1];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (allowance.Left > 0)
        {
            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, allowance.Left)], cancellationToken).ConfigureAwait(false);
            allowance.Left -= read;
            return read;
        }

        intake.IsBodyCut = intake.IsBodyCut || await inner.ReadAsync(_probe, cancellationToken).ConfigureAwait(false) > 0;
        return 0;
    }
}
