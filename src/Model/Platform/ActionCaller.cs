using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>Who asked, as the platform authenticated it. Empty texts where it did not tell.</summary>
public sealed record ActionCaller
{
    public static readonly ActionCaller Nobody = new();

    /// <summary>User name (<c>system:serviceaccount:airflow:worker</c>), or the principal of a cloud. Empty when authentication failed.</summary>
    public string Username { get; init; } = "";

    /// <summary>As whom it was asked, when the caller impersonated somebody; else empty.</summary>
    public string ImpersonatedUsername { get; init; } = "";

    /// <summary>Pod that the caller's token is bound to.</summary>
    public string PodName { get; init; } = "";

    public string PodUid { get; init; } = "";

    public string NodeName { get; init; } = "";

    /// <summary>Id of the token or certificate: <c>JTI=...</c>, <c>X509SHA256=...</c>.</summary>
    public string CredentialId { get; init; } = "";

    /// <summary>Id of the token that this action gave out, for the creation of a token.</summary>
    public string IssuedCredentialId { get; init; } = "";

    /// <summary>Where the request came from, by the only trustworthy hop: the last.</summary>
    public IpAddress SourceIp { get; init; }

    /// <summary>A long-lived token or key was used: which, in the platform's words (name of a secret, of a service account's key).</summary>
    public string LongLivedCredential { get; init; } = "";

    /// <summary>Identities through which a cloud was asked, the caller first.</summary>
    public ImmutableArray<string> Delegates { get; init; } = [];

    /// <summary>Service account of Kubernetes that asked; null for any other caller.</summary>
    public (string Namespace, string Name)? ServiceAccount
    {
        get
        {
            const string Prefix = "system:serviceaccount:";
            if (!Username.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return null;
            }

            var parts = Username[Prefix.Length..].Split(':');
            return parts is [{ Length: > 0 } space, { Length: > 0 } name] ? (space, name) : null;
        }
    }
}
