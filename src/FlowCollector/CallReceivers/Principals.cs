using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Identities that certificates prove.</summary>
internal static class Principals
{
    /// <summary>The SPIFFE id; empty for a name of another kind.</summary>
    public static string Of(ReadOnlySpan<byte> uri, MeshWords words) => IsOne(uri) ? words.Name(uri) : "";

    public static bool IsOne(ReadOnlySpan<byte> uri) => uri.StartsWith("spiffe://"u8);

    /// <summary>A peer may only say that it is from the namespace that its certificate names; else it has said nothing.</summary>
    public static Endpoint Verify(Endpoint peer, string principal) =>
        principal.Contains($"/ns/{peer.Namespace}/", StringComparison.Ordinal) ? peer : Endpoint.None;
}
