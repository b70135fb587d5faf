using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>An authority for the length of a demonstration, the certificate of the agent's audit port, and one for each API server.</summary>
internal sealed class DemoCertificates : IDisposable
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;
    private readonly ImmutableArray<X509Certificate2> _clients;

    /// <param name="clients">How many API servers there are.</param>
    public DemoCertificates(DateTimeOffset now, int clients)
    {
        var request = new CertificateRequest("CN=windsock demo", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(now - Before, now + Lifetime + Before);
        _server = Issue(now, "windsock", ServerUse);
        _clients = [.. Enumerable.Range(1, clients).Select(number => Issue(now, $"kube-apiserver-{number}", ClientUse))];
    }

    public string AuthorityPem => _authority.ExportCertificatePem();

    public string ServerPem => _server.ExportCertificatePem();

    public string ServerKeyPem => _server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <summary>A client that trusts this authority alone.</summary>
    /// <param name="client">Number of an API server from 0, whose certificate it shows; null: it shows none.</param>
    public HttpClient Client(int? client) => new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = client is { } number ? [_clients[number]] : null,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    public void Dispose()
    {
        foreach (var certificate in _clients.Add(_server).Add(_authority))
        {
            certificate.Dispose();
        }

        _authorityKey.Dispose();
    }

    private X509Certificate2 Issue(DateTimeOffset now, string name, Oid use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, now - Before, now + Lifetime, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
