using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.CloudLogs;

/// <summary>The key of an issuer of tokens, and the tokens that a push subscription shows: RS256, an hour long.</summary>
internal sealed class PushKey : IDisposable
{
    public const string Issuer = "https://accounts.google.com";
    public const string Email = "pusher@demo-project.iam.gserviceaccount.com";
    public const string Audience = "windsock-demo";

    private const string KeyId = "demo-1";
    private const int KeyBits = 2048;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly RSA _key = RSA.Create(KeyBits);

    /// <summary>JSON Web Key Set of the issuer.</summary>
    public string KeySet()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }),
        }.ToJsonString();
    }

    public string Token(DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" };
        var claims = new JsonObject
        {
            ["aud"] = Audience,
            ["azp"] = "113774264463038321964",
            ["email"] = Email,
            ["email_verified"] = true,
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["sub"] = "113774264463038321964",
        };
        var signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
