using System.Security.Cryptography;
using System.Text;

namespace Windsock.Exporter.Alerts.Webhook;

/// <summary>Shows a receiver that a message is from this agent, and how old it is. Pure.</summary>
internal static class WebhookSignature
{
    /// <summary>The value of <c>X-Windsock-Signature</c>.</summary>
    /// <param name="timestamp">The value of <c>X-Windsock-Timestamp</c>.</param>
    public static string Of(string timestamp, ReadOnlySpan<byte> body, string key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        hash.AppendData(Encoding.ASCII.GetBytes(timestamp));
        hash.AppendData("."u8);
        hash.AppendData(body);
        return "sha256=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
