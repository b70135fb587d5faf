using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>Verifies the signature of a request as docs/reference/configuration.md describes it to receivers, here anew so that a mistake
/// of the sender does not hide itself. Pure.</summary>
/// <param name="key">As its file holds it.</param>
internal sealed class SignatureCheck(string key)
{
    private const string Scheme = "sha256=";
    private static readonly TimeSpan MostOff = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    public bool IsRight(WebhookRequest request, DateTimeOffset now)
    {
        if (!long.TryParse(request.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)MostOff.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(request.Timestamp + "."), .. request.Body.Span];
        var expected = Scheme + Convert.ToHexString(HMACSHA256.HashData(_key, signed)).ToLowerInvariant();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(request.Signature));
    }
}
