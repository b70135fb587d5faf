using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>What a TLS handshake of a server needs, read from the files each time. Any thread.</summary>
/// <param name="protocol">What is spoken behind TLS; null: HTTP/2.</param>
/// <param name="letsNamelessIn">A client without a certificate is let in, for the caller to decide about; one with a wrong certificate is not.</param>
internal sealed class ServerCertificates(GrpcServerTlsOptions options, SslApplicationProtocol? protocol = null, bool letsNamelessIn = false)
{
    /// <exception cref="IOException">A file cannot be used; the message says which, and why.</exception>
    public SslServerAuthenticationOptions Read()
    {
        var settings = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = ReadOwn(),
            ApplicationProtocols = [protocol ?? SslApplicationProtocol.Http2],
            ClientCertificateRequired = options.ClientCaFile.Length > 0,

            // A resumed session would still speak for the certificate of the first connection.
            AllowTlsResume = false,
        };
        if (settings.ClientCertificateRequired)
        {
            settings.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            settings.CertificateChainPolicy.CustomTrustStore.AddRange(ReadAll("clientCaFile", options.ClientCaFile));
            if (letsNamelessIn)
            {
                settings.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNotAvailable;
            }
        }

        return settings;
    }

    private SslStreamCertificateContext ReadOwn()
    {
        var chain = ReadAll("certFile", options.CertFile);
        try
        {
            var own = X509Certificate2.CreateFromPemFile(options.CertFile, options.KeyFile);
            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable("keyFile", options.KeyFile, $"with {options.CertFile}: {failure.Message}", failure);
        }
    }

    private static X509Certificate2Collection ReadAll(string key, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(key, path, failure.Message, failure);
        }

        return certificates.Count > 0 ? certificates : throw Unusable(key, path, "it holds no PEM certificate");
    }

    private static IOException Unusable(string key, string path, string reason, Exception? inner = null) =>
        new($"tls.{key} {path} cannot be used: {reason.ReplaceLineEndings(" ")}", inner);
}
