using System.Text;
using Windsock.Exporter.Alerts.Http;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>The secret that HMACs are made with.</summary>
internal static class TrailKey
{
    public const int MinLength = 32;

    /// <summary>Null without a file.</summary>
    /// <param name="setting">How the file is named to people.</param>
    /// <exception cref="SecretException">The file cannot be used.</exception>
    public static byte[]? Read(string path, string setting)
    {
        if (path.Length == 0)
        {
            return null;
        }

        var secret = new SecretFile(path, setting).Read();
        return secret.Length >= MinLength
            ? Encoding.UTF8.GetBytes(secret)
            : throw new SecretException($"{setting}: file '{path}' holds a secret of {secret.Length} characters, at least {MinLength} are needed: write a longer one into it, for example of 'openssl rand -hex 32'");
    }
}
