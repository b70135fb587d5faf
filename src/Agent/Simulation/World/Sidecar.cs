namespace Windsock.Agent.Simulation.World;

/// <summary>Istio's proxy in a pod: it carries every TCP connection of the pod but those of its DNS.</summary>
/// <param name="Version">Of Istio.</param>
/// <param name="PeerEncoding">How its access log tells of the other end.</param>
internal sealed record Sidecar(string Version, PeerEncoding PeerEncoding)
{
    public static readonly Sidecar Current = new("1.29.0", PeerEncoding.Struct);

    /// <summary>Of a release before 1.24, in a pod that nobody has restarted since.</summary>
    public static readonly Sidecar Old = new("1.22.3", PeerEncoding.FlatBuffer);
}

/// <summary>Form of the peer's metadata in filter state.</summary>
internal enum PeerEncoding
{
    /// <summary><c>google.protobuf.Struct</c> under <c>upstream_peer</c> and <c>downstream_peer</c>.</summary>
    Struct,

    /// <summary>A FlatBuffer within <c>google.protobuf.BytesValue</c> under the same keys with <c>wasm.</c> before.</summary>
    FlatBuffer,
}
