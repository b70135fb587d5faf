using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Public keys of an issuer by their ids (RFC 7517). Only those that a token could be signed with are kept: RSA of 2,048 to 8,192
/// bits and P-256, for signatures. Immutable.</summary>
internal sealed class IssuerKeySet
{
    /// <summary>Issuers have two or three.</summary>
    private const int MaxKeys = 64;

    private readonly FrozenDictionary<string, JsonWebKey> _keys;

    private IssuerKeySet(FrozenDictionary<string, JsonWebKey> keys) => _keys = keys;

    public int Count => _keys.Count;

    public bool Has(string keyId) => _keys.ContainsKey(keyId);

    public bool TryGet(string keyId, [NotNullWhen(true)] out JsonWebKey? key) => _keys.TryGetValue(keyId, out key);

    /// <exception cref="FormatException">It is no JSON Web Key Set, or has no usable key.</exception>
    public static IssuerKeySet Parse(string json)
    {
        IList<JsonWebKey> keys;
        try
        {
            keys = new JsonWebKeySet(json).Keys;
        }
        catch (Exception failure) when (failure is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            throw new FormatException($"it is no JSON Web Key Set: {failure.Message}", failure);
        }

        var usable = new Dictionary<string, JsonWebKey>(StringComparer.Ordinal);
        foreach (var key in keys.Where(IsUsable).Take(MaxKeys))
        {
            usable[key.Kid] = key;
        }

        return usable.Count > 0
            ? new IssuerKeySet(usable.ToFrozenDictionary(StringComparer.Ordinal))
            : throw new FormatException("it has no key with an id that signatures can be verified with (RSA of at least 2048 bits, P-256)");
    }

    private static bool IsUsable(JsonWebKey key) => key is { Kid.Length: > 0, Use: null or "" or "sig" } && IsStrong(key);

    private static bool IsStrong(JsonWebKey key)
    {
        try
        {
            return key.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA => key.Alg is null or "" or SecurityAlgorithms.RsaSha256 && key.E is { Length: > 0 } && key.KeySize is >= 2_048 and <= 8_192,
                JsonWebAlgorithmsKeyTypes.EllipticCurve =>
                    key.Alg is null or "" or SecurityAlgorithms.EcdsaSha256 && key is { Crv: JsonWebKeyECTypes.P256, X.Length: > 0, Y.Length: > 0 },
                _ => false,
            };
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
