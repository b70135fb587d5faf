using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>An authority of the audit port's own, and what it signs, as PEM files in one folder: <c>ca.crt</c>, <c>tls.crt</c> and
/// <c>tls.key</c> of the agent, <c>client.crt</c> and <c>client.key</c> of the API server.</summary>
internal static class AuditCertificates
{
    public static void Write(string folder, string serverName, string clientName)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=audit-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
        Sign(authority, serverName, isServer: true, Path.Combine(folder, "tls"), now);
        Sign(authority, clientName, isServer: false, Path.Combine(folder, "client"), now);
    }

    private static void Sign(X509Certificate2 authority, string name, bool isServer, string path, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        if (isServer)
        {
            // Go has not looked at the common name of a server since 1.15.
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        using var certificate = request.Create(authority, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(path + ".crt", certificate.ExportCertificatePem());
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
    }
}
