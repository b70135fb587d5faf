using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>A token and/or client certificate from the configuration or from files. Files are read again at least every minute,
/// since the kubelet rotates tokens at 80 % of their life; while a new content is unusable the old one stays.</summary>
internal sealed class ConfiguredCredential : ICredentialSource
{
    public static readonly TimeSpan RereadInterval = TimeSpan.FromSeconds(60);

    private readonly SecretText? _token;
    private readonly SecretText? _certificate;
    private readonly SecretText? _key;
    private readonly TimeProvider _time;
    private volatile Snapshot? _current;
    private volatile Snapshot? _refused;

    public ConfiguredCredential(SecretText? token, SecretText? certificate, SecretText? key, TimeProvider time)
    {
        _token = token;
        _certificate = certificate;
        _key = key;
        _time = time;
    }

    public string Origin => (_token ?? _certificate)?.Origin ?? "no credential";

    public ValueTask<ApiCredential> GetAsync(CancellationToken stop)
    {
        var current = _current;
        if (current is null || current == _refused || _time.GetElapsedTime(current.ReadAt) >= RereadInterval)
        {
            // Two watches that find it due at once both read: harmless, and no lock is needed.
            _current = current = Reread(current);
        }

        return ValueTask.FromResult(current.Credential);
    }

    public void Reject(ApiCredential refused)
    {
        if (_current is { } current && ReferenceEquals(current.Credential, refused))
        {
            _refused = current;
        }
    }

    private Snapshot Reread(Snapshot? old)
    {
        var token = Keep(ReadToken, old?.Credential.Token, old?.Credential.Token is not null);
        var (text, certificate) = Keep(
            () => ReadCertificate(old), (old?.CertificateText ?? "", old?.Credential.Certificate), old?.Credential.Certificate is not null);
        var isSame = old is not null && token == old.Credential.Token && ReferenceEquals(certificate, old.Credential.Certificate);
        return new Snapshot(isSame ? old!.Credential : new ApiCredential(token, certificate), text, _time.GetTimestamp());
    }

    /// <summary>What is unusable now does not replace what was usable before.</summary>
    private static T Keep<T>(Func<T> read, T old, bool isUsable)
    {
        try
        {
            return read();
        }
        catch (CredentialException) when (isUsable)
        {
            return old;
        }
    }

    private string? ReadToken()
    {
        if (_token is null)
        {
            return null;
        }

        var token = _token.Read().Trim();
        return token.Length > 0
            ? token
            : throw new CredentialException($"The token of {_token.Origin} is empty: mount a service account token there");
    }

    private (string Text, X509Certificate2? Certificate) ReadCertificate(Snapshot? old)
    {
        if (_certificate is null || _key is null)
        {
            return ("", null);
        }

        var certificate = _certificate.Read();
        var key = _key.Read();
        if (old?.CertificateText == certificate + key)
        {
            return (old.CertificateText, old.Credential.Certificate);
        }

        try
        {
            return (certificate + key, X509Certificate2.CreateFromPem(certificate, key));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new CredentialException(
                $"The client certificate of {_certificate.Origin} does not fit the key of {_key.Origin} or is not PEM: {failure.Message}", failure);
        }
    }

    private sealed record Snapshot(ApiCredential Credential, string CertificateText, long ReadAt);
}
