using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>Whom a sink trusts and what it shows of itself. Files are read for each handshake, so that the next connection uses what has
/// changed; a file that cannot be used fails the handshake.</summary>
/// <param name="key">Of the group that holds the options, for the mend.</param>
internal sealed class PeerTrust(OutboundOptions options, string key)
{
    public SslClientAuthenticationOptions Create() => new()
    {
        // A resumed session would still speak for the certificate of the first connection.
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, server, chain, errors) => Trusts(server as X509Certificate2, chain, errors),
        LocalCertificateSelectionCallback = options.CertFile.Length > 0 ? (_, _, _, _, _) => ReadOwn() : null,
    };

    /// <summary>For error texts.</summary>
    public string Origin => options.CaFile.Length > 0 ? $"{key}.caFile '{options.CaFile}'" : "the roots of the system";

    private bool Trusts(X509Certificate2? server, X509Chain? presented, SslPolicyErrors errors)
    {
        if (options.CaFile.Length == 0 || server is null)
        {
            return errors == SslPolicyErrors.None;
        }

        // The chain is judged by our own roots, the name by the platform.
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ReadRoots());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(server);
    }

    private X509Certificate2Collection ReadRoots()
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(options.CaFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable("caFile", options.CaFile, failure.Message);
        }

        return roots.Count > 0 ? roots : throw Unusable("caFile", options.CaFile, "it holds no PEM certificate");
    }

    private X509Certificate2 ReadOwn()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.CertFile, options.KeyFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable("certFile", options.CertFile, $"with keyFile '{options.KeyFile}': {failure.Message}");
        }
    }

    private SecretException Unusable(string name, string path, string why) =>
        new($"{key}.{name} '{path}' cannot be used: {why.ReplaceLineEndings(" ")}");
}
