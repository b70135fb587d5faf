using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Tests.Grpc;

/// <summary>An authority made for one test, what it signs, and the PEM files of both.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-tls-");
    private readonly X509Certificate2 _authority;

    public Certificates(string name = "Test CA")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(Now.AddDays(-40), Now.AddDays(365));
        CaFile = Write("ca.crt", _authority.ExportCertificatePem());
    }

    public string CaFile { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public X509Certificate2 SignServer(string dnsName, int validFrom = -1, int validTo = 30) => Sign("server", dnsName, validFrom, validTo);

    /// <summary>Writes a client certificate and its key, over those that are there.</summary>
    public (string CertFile, string KeyFile) WriteClient(string name, int validTo = 30)
    {
        using var certificate = Sign(name, null, -30, validTo);
        using var key = certificate.GetECDsaPrivateKey()!;
        return (Write("client.crt", certificate.ExportCertificatePem()), Write("client.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Writes a server certificate and its key, over those that are there.</summary>
    public (string CertFile, string KeyFile) WriteServer(string dnsName)
    {
        using var certificate = Sign("server", dnsName, -1, 30);
        using var key = certificate.GetECDsaPrivateKey()!;
        return (Write("server.crt", certificate.ExportCertificatePem()), Write("server.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Sign(string name, string? dnsName, int validFrom, int validTo)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (dnsName is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(dnsName);
            request.CertificateExtensions.Add(names.Build());
        }

        using var certificate = request.Create(_authority, Now.AddDays(validFrom), Now.AddDays(validTo), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
