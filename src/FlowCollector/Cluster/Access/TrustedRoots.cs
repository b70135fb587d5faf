using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>The certificates an API server must chain to. Read again for every TLS handshake, which is rare, because the bundle may
/// rotate; while a new content is unusable the old one stays.</summary>
internal sealed class TrustedRoots
{
    private readonly SecretText _bundle;
    private volatile X509Certificate2Collection? _usable;

    public TrustedRoots(SecretText bundle) => _bundle = bundle;

    public string Origin => _bundle.Origin;

    /// <summary>Reads the bundle.</summary>
    /// <exception cref="CredentialException">There is no certificate in it.</exception>
    public X509Certificate2Collection Read()
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(_bundle.Read());
        }
        catch (CryptographicException failure)
        {
            throw new CredentialException($"The CA bundle of {Origin} is not PEM: {failure.Message}", failure);
        }

        return roots.Count > 0 ? _usable = roots : throw new CredentialException($"The CA bundle of {Origin} holds no certificate");
    }

    /// <summary>Whether the server's certificate is signed by, or is, one of them. The name is the caller's to check.</summary>
    /// <param name="presented">The chain the server sent, for its intermediates.</param>
    public bool Trusts(X509Certificate2 server, X509Chain? presented)
    {
        var roots = ReadOrKeep();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // A bundle may hold an intermediate without its root, as Go accepts it: then the chain ends there and the check below decides.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(server) && chain.ChainElements.Any(element => Contains(roots, element.Certificate));
    }

    private X509Certificate2Collection ReadOrKeep()
    {
        try
        {
            return Read();
        }
        catch (CredentialException) when (_usable is not null)
        {
            return _usable;
        }
    }

    private static bool Contains(X509Certificate2Collection roots, X509Certificate2 certificate) =>
        roots.Any(root => root.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
}
