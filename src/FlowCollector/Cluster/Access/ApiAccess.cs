namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>How to reach the API server and who to be there.</summary>
/// <param name="Server">http or https, with an optional path that every request is put under; ends in a slash.</param>
/// <param name="Roots">Null: the roots of the system.</param>
internal sealed record ApiAccess(Uri Server, TrustedRoots? Roots, ICredentialSource Credential)
{
    /// <summary>Name in the server's certificate, if it is not the host of <see cref="Server"/>; else empty.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The kubeconfig says insecure-skip-tls-verify.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Null: what the environment says (HTTPS_PROXY, NO_PROXY).</summary>
    public Uri? Proxy { get; init; }
}
