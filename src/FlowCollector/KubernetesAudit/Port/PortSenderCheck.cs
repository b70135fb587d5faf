using System.Security.Cryptography;
using System.Text;
using Windsock.FlowCollector.Cluster.Access;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>The port's own authentication: a client certificate that TLS has verified, or the bearer token. Firehose shows the token as its
/// access key. Who needs neither is let in, which only <c>audit.insecure</c> allows.</summary>
internal sealed class PortSenderCheck(KubernetesAuditOptions options) : IAuditSenderCheck
{
    /// <summary>Header in which Amazon Data Firehose shows its key.</summary>
    public const string AccessKeyHeader = "X-Amz-Firehose-Access-Key";

    private const string Bearer = "Bearer ";

    private readonly SecretText? _token = options.TokenFile.Length > 0 ? SecretText.File(options.TokenFile) : null;

    public ValueTask<string?> RefuseAsync(AuditSender sender, CancellationToken gone) => ValueTask.FromResult(Refuse(sender));

    private string? Refuse(AuditSender sender)
    {
        if (!options.Authenticates || (options.Tls.ClientCaFile.Length > 0 && sender.CertificateId.Length > 0 && HasName(sender)))
        {
            return null;
        }

        var shown = TokenOf(sender);
        if (_token is not null && shown.Length > 0)
        {
            return IsToken(shown) ? null : "its bearer token is not the one of audit.tokenFile";
        }

        return sender.CertificateId.Length > 0
            ? "none of the names of its client certificate is in audit.tls.clientNames"
            : (options.Tls.ClientCaFile.Length > 0, _token is not null) switch
            {
                (true, true) => "it shows neither a client certificate nor a bearer token",
                (true, false) => "it shows no client certificate",
                _ => "it shows no bearer token",
            };
    }

    private bool HasName(AuditSender sender) => options.Tls.ClientNames.Count == 0 || options.Tls.ClientNames.Any(sender.CertificateNames.Contains);

    private static string TokenOf(AuditSender sender)
    {
        var authorization = sender.Header("Authorization");
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : sender.Header(AccessKeyHeader);
    }

    /// <summary>Takes as long for a wrong token as for the right one: digests are compared, not texts.</summary>
    private bool IsToken(string shown)
    {
        string token;
        try
        {
            token = _token!.Read().Trim();
        }
        catch (CredentialException failure)
        {
            throw new IOException($"audit.tokenFile: {failure.Message}", failure);
        }

        return token.Length == 0
            ? throw new IOException($"audit.tokenFile: {_token.Origin} is empty")
            : CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }
}
