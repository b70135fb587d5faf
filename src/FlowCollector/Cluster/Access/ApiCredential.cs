using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>What one request shows to the API server. Both may be null: then it is anonymous.</summary>
/// <param name="Token">Bearer token; never logged.</param>
/// <param name="Certificate">Client certificate with its key.</param>
internal sealed record ApiCredential(string? Token, X509Certificate2? Certificate)
{
    public static readonly ApiCredential Anonymous = new(null, null);

    public override string ToString() => $"token {(Token is null ? "none" : "set")}, certificate {Certificate?.Subject ?? "none"}";
}
