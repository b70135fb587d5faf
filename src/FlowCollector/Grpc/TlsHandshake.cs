using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Grpc;

/// <summary>The TLS handshake of one connection. Reads the files anew each time, so that a rotated certificate is used by the next
/// connection; says exactly why a server's certificate was not accepted.</summary>
internal sealed class TlsHandshake
{
    private readonly GrpcChannelOptions _options;
    private readonly TimeProvider _time;
    private GrpcException? _refusal;

    public TlsHandshake(GrpcChannelOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    private GrpcTlsOptions Tls => _options.Tls;

    private string ServerName =>
        Tls.ServerName.Length > 0 ? Tls.ServerName : _options.Address.IsUnix ? "localhost" : _options.Address.Host;

    /// <exception cref="GrpcException">A file cannot be used, or the server is not the one that was asked for.</exception>
    public async Task<SslStream> RunAsync(Stream transport, CancellationToken cancellationToken)
    {
        var secure = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(CreateOptions(), cancellationToken);
        }
        catch (AuthenticationException failure)
        {
            throw _refusal ?? new GrpcException(
                GrpcCode.Unavailable,
                $"the TLS handshake with {_options.Address} failed ({Reason(failure)}): check {Key("caFile")}, {Key("certFile")} and {Key("serverName")}",
                failure);
        }

        return secure.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
            ? secure
            : throw new GrpcException(
                GrpcCode.Unavailable,
                $"{_options.Address} speaks TLS but not HTTP/2: set {_options.Section}.address to the gRPC port");
    }

    private static string Reason(Exception failure) => (failure.InnerException?.Message ?? failure.Message).ReplaceLineEndings(" ");

    private string Key(string name) => $"{_options.Section}.tls.{name}";

    private SslClientAuthenticationOptions CreateOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = ServerName,
            ApplicationProtocols = [SslApplicationProtocol.Http2],

            // A resumed session would still speak for the certificate of the first connection.
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors),
        };
        if (Tls.CaFile.Length > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(ReadCertificates("caFile", Tls.CaFile));
        }

        if (Tls.CertFile.Length > 0)
        {
            options.ClientCertificateContext = ReadClientCertificate();
        }

        return options;
    }

    private X509Certificate2Collection ReadCertificates(string key, string path)
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

    private SslStreamCertificateContext ReadClientCertificate()
    {
        var chain = ReadCertificates("certFile", Tls.CertFile);
        try
        {
            var own = X509Certificate2.CreateFromPemFile(Tls.CertFile, Tls.KeyFile);
            if (own.NotAfter.ToUniversalTime() < _time.GetUtcNow())
            {
                throw Unusable("certFile", Tls.CertFile, $"it expired on {Show(own.NotAfter)}; renew it");
            }

            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable("keyFile", Tls.KeyFile, $"with {Tls.CertFile}: {failure.Message}", failure);
        }
    }

    private GrpcException Unusable(string key, string path, string reason, Exception? inner = null) =>
        new(GrpcCode.Unauthenticated, $"{Key(key)} {path} cannot be used: {reason.ReplaceLineEndings(" ")}", inner);

    private bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        _refusal = new GrpcException(GrpcCode.Unavailable, Explain(certificate as X509Certificate2, chain, errors));
        return false;
    }

    private string Explain(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return $"{_options.Address} shows no TLS certificate";
        }

        if (_time.GetUtcNow() > certificate.NotAfter.ToUniversalTime() || _time.GetUtcNow() < certificate.NotBefore.ToUniversalTime())
        {
            return $"the certificate of {_options.Address} is valid from {Show(certificate.NotBefore)} to {Show(certificate.NotAfter)} only: renew it on the server, or check the clocks";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = chain is { ChainStatus.Length: > 0 } ? chain.ChainStatus[0].Status.ToString() : "no chain";
            var trust = Tls.CaFile.Length > 0 ? $"an authority that is not in {Key("caFile")} {Tls.CaFile}" : "an authority this system does not know";
            return $"the certificate of {_options.Address} is signed by {trust} ({status}; issuer {certificate.Issuer}): set {Key("caFile")} to the issuer's certificate";
        }

        var names = Names(certificate);
        return $"the certificate of {_options.Address} is not for '{ServerName}': set {Key("serverName")} to {(names.Length > 0 ? names : "a name in it (it has none)")}";
    }

    private static string Names(X509Certificate2 certificate)
    {
        const int MaxNames = 5;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(ip => ip.ToString())))
            .Take(MaxNames);
        return string.Join(" or ", names);
    }

    private static string Show(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
