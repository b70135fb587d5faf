using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Identities that certificates prove.</summary>
internal static class Principals
{
    private const string NamespaceSegment = "/ns/";

    /// <summary>The SPIFFE id; empty for a name of another kind.</summary>
    public static string Of(ReadOnlySpan<byte> uri, MeshWords words) => IsOne(uri) ? words.Name(uri) : "";

    public static bool IsOne(ReadOnlySpan<byte> uri) => uri.StartsWith("spiffe://"u8);

    /// <summary>A peer may only say that it is from the namespace that its certificate names; else it has said nothing.</summary>
    public static Endpoint Verify(Endpoint peer, string principal)
    {
        var path = principal.AsSpan();
        var start = path.IndexOf(NamespaceSegment);
        if (start < 0)
        {
            return Endpoint.None;
        }

        var rest = path[(start + NamespaceSegment.Length)..];
        var isNamed = rest.Length > peer.Namespace.Length && rest.StartsWith(peer.Namespace, StringComparison.Ordinal) && rest[peer.Namespace.Length] == '/';
        return isNamed ? peer : Endpoint.None;
    }
}
