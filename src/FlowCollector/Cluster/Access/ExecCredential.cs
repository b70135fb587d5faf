using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>What a credential plugin wrote (client.authentication.k8s.io ExecCredential).</summary>
/// <param name="ExpiresAt">Null: good until the API server refuses it.</param>
internal sealed record ExecCredential(ApiCredential Credential, DateTimeOffset? ExpiresAt)
{
    /// <param name="command">For error texts.</param>
    /// <param name="apiVersion">The one asked for; the answer must have the same.</param>
    /// <exception cref="CredentialException">Not an ExecCredential with a token or a certificate and its key. Never quotes the text.</exception>
    public static ExecCredential Parse(ReadOnlyMemory<byte> json, string command, string apiVersion)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (Text(root, "kind") != "ExecCredential" || Text(root, "apiVersion") != apiVersion)
            {
                throw new CredentialException(
                    $"The credential plugin '{command}' answered kind '{Text(root, "kind")}' of '{Text(root, "apiVersion")}', not ExecCredential of '{apiVersion}'");
            }

            if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object)
            {
                throw new CredentialException($"The credential plugin '{command}' answered without a status");
            }

            return new ExecCredential(ReadCredential(status, command), ReadExpiry(status, command));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new CredentialException($"The credential plugin '{command}' did not answer in JSON");
        }
    }

    private static ApiCredential ReadCredential(JsonElement status, string command)
    {
        var token = Text(status, "token").Trim();
        var (certificate, key) = (Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
        if (certificate.Length == 0 != (key.Length == 0) || (token.Length == 0 && key.Length == 0))
        {
            throw new CredentialException(
                $"The credential plugin '{command}' answered neither a token nor a client certificate with its key");
        }

        try
        {
            return new ApiCredential(
                token.Length > 0 ? token : null, key.Length > 0 ? X509Certificate2.CreateFromPem(certificate, key) : null);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new CredentialException($"The client certificate of the credential plugin '{command}' cannot be used: {failure.Message}", failure);
        }
    }

    private static DateTimeOffset? ReadExpiry(JsonElement status, string command)
    {
        if (!status.TryGetProperty("expirationTimestamp", out var expiry) || expiry.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return expiry.ValueKind == JsonValueKind.String && expiry.TryGetDateTimeOffset(out var time)
            ? time
            : throw new CredentialException($"The credential plugin '{command}' answered an expirationTimestamp that is no RFC 3339 time");
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
