using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Windsock.FlowCollector.CloudLogging;

namespace Windsock.FlowCollector.Tests.CloudLogging.Tokens;

/// <summary>Signs tokens with keys of its own, good ones and any others. Made by hand, so that it can make what no library would.</summary>
internal sealed class SomeIssuer : IDisposable
{
    public const string Audience = "https://windsock.example/v1/audit/pubsub";
    public const string Email = "pusher@acme-data.iam.gserviceaccount.com";

    /// <summary>Keys take long to find.</summary>
    private static readonly Lazy<RSAParameters> OwnNumbers = new(NewNumbers);
    private static readonly Lazy<RSAParameters> ForgersNumbers = new(NewNumbers);

    private readonly RSA _rsa;
    private readonly ECDsa _elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now;

    private SomeIssuer(DateTimeOffset now, RSAParameters numbers) => (_now, _rsa) = (now, RSA.Create(numbers));

    public static SomeIssuer Own(DateTimeOffset now) => new(now, OwnNumbers.Value);

    /// <summary>Has other keys under the same ids.</summary>
    public static SomeIssuer Forger(DateTimeOffset now) => new(now, ForgersNumbers.Value);

    /// <summary>The same with another id.</summary>
    public static SomeIssuer Rotated(DateTimeOffset now) => new(now, ForgersNumbers.Value) { RsaKeyId = "rsa-2" };

    public static PubSubOptions Options => new() { Enabled = true, Audience = Audience, Emails = [Email] };

    public string RsaKeyId { get; init; } = "rsa-1";

    /// <summary>Its JSON Web Key Set.</summary>
    public string Keys => $$"""{"keys":[{{RsaKey}},{{EllipticKey}}]}""";

    public string RsaKey => KeyOf(_rsa, RsaKeyId);

    public string EllipticKey
    {
        get
        {
            var point = _elliptic.ExportParameters(false).Q;
            return $$"""{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"ec-1","x":"{{Encode(point.X!)}}","y":"{{Encode(point.Y!)}}"}""";
        }
    }

    /// <summary>Public modulus, as an attacker who takes it for a shared secret would have it.</summary>
    public byte[] PublicKey => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

    public static string KeyOf(RSA rsa, string id)
    {
        var numbers = rsa.ExportParameters(false);
        return $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{id}}","n":"{{Encode(numbers.Modulus!)}}","e":"{{Encode(numbers.Exponent!)}}"}""";
    }

    public Dictionary<string, object> Claims(params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object>
        {
            ["aud"] = Audience,
            ["azp"] = "113774264463038321964",
            ["email"] = Email,
            ["email_verified"] = true,
            ["exp"] = _now.AddMinutes(55).ToUnixTimeSeconds(),
            ["iat"] = _now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["iss"] = "https://accounts.google.com",
            ["sub"] = "113774264463038321964",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    public string Token(params (string Name, object? Value)[] changes) => Sign(Claims(changes));

    public string Sign(Dictionary<string, object> claims, object? header = null) =>
        Join(header ?? new { alg = "RS256", kid = RsaKeyId, typ = "JWT" }, claims, text => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignElliptic(Dictionary<string, object> claims, string algorithm = "ES256") =>
        Join(new { alg = algorithm, kid = "ec-1", typ = "JWT" }, claims, text => _elliptic.SignData(text, HashAlgorithmName.SHA256));

    public static string Join(object header, object claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _elliptic.Dispose();
    }

    private static RSAParameters NewNumbers()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(true);
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
