namespace Windsock.Detection.Connections.Reading;

/// <summary>Cilium's numeric security identities, as far as they say what an address is.</summary>
internal static class CiliumIdentities
{
    private const uint Host = 1;
    private const uint RemoteNode = 6;
    private const uint FirstPod = 256;

    /// <summary>From here on they stand for CIDRs and DNS names.</summary>
    private const uint FirstLocal = 1 << 24;

    public static bool IsPod(uint identity) => identity is >= FirstPod and < FirstLocal;

    public static bool IsNode(uint identity) => identity is Host or RemoteNode;
}
