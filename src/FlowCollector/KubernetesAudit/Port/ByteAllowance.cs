namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>How many bytes a request may still bring.</summary>
internal sealed class ByteAllowance(long bytes)
{
    public long Left { get; set; } = bytes;
}
