using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Verifies the OpenID Connect token that Pub/Sub pushes with. The library verifies signature, issuer and audience; what is allowed
/// is narrower than what it would take.</summary>
internal sealed class PushTokenVerifier
{
    /// <summary>Google's have about 1 KB.</summary>
    public const int MaxTokenCharacters = 8 * 1024;

    /// <summary>How far the clocks of issuer and agent may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenCharacters, MapInboundClaims = false };
    private readonly PubSubOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">Validated.</param>
    public PushTokenVerifier(PubSubOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    /// <summary>Takes a token apart, as far as that goes without a key.</summary>
    /// <returns><see cref="TokenVerdict.Accepted"/>: it is worth asking for its key.</returns>
    public static TokenVerdict Inspect(string text, out JsonWebToken? token)
    {
        token = null;
        try
        {
            if (text.Length > MaxTokenCharacters || text.AsSpan().Count('.') != 2)
            {
                return TokenVerdict.Malformed;
            }

            token = new JsonWebToken(text);
            return Judge(token);
        }
        catch (Exception failure) when (IsOfToken(failure))
        {
            return TokenVerdict.Malformed;
        }
    }

    /// <param name="token">Inspected.</param>
    /// <param name="key">The issuer's key with the token's key id.</param>
    public async ValueTask<TokenVerdict> VerifyAsync(JsonWebToken token, JsonWebKey key)
    {
        // A key is for one algorithm, whatever the token says.
        var algorithm = key.Kty == JsonWebAlgorithmsKeyTypes.RSA ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256;
        if (token.Alg != algorithm)
        {
            return TokenVerdict.Algorithm;
        }

        try
        {
            var result = await _handler.ValidateTokenAsync(token, ParametersFor(key, algorithm)).ConfigureAwait(false);
            return result.IsValid ? JudgeClaims(token) : Of(result.Exception);
        }
        catch (Exception failure) when (IsOfToken(failure))
        {
            return TokenVerdict.Malformed;
        }
    }

    private static TokenVerdict Judge(JsonWebToken token) =>
        !Algorithms.Contains(token.Alg) ? TokenVerdict.Algorithm
        : token.Kid is not { Length: > 0 and <= 256 } ? TokenVerdict.UnknownKey

        // Extensions that must be understood, and are not (RFC 7515, section 4.1.11).
        : token.TryGetHeaderValue<object>("crit", out _) ? TokenVerdict.Malformed
        : TokenVerdict.Accepted;

    private TokenValidationParameters ParametersFor(JsonWebKey key, string algorithm) => new()
    {
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        ValidateIssuerSigningKey = true,
        ValidAlgorithms = [algorithm],
        RequireSignedTokens = true,
        ValidIssuer = _options.Issuer,
        ValidAudience = _options.Audience,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        RequireAudience = true,
        RequireExpirationTime = true,

        // By the agent's clock, below.
        LifetimeValidator = (_, _, _, _) => true,
    };

    /// <summary>What the library does not look at, or not by the agent's clock.</summary>
    private TokenVerdict JudgeClaims(JsonWebToken token)
    {
        var now = _time.GetUtcNow();
        if (token.Audiences.Count() != 1)
        {
            return TokenVerdict.Audience;
        }

        if (!TryReadTime(token, "exp", out var expires) || !TryReadTime(token, "iat", out var issued))
        {
            return TokenVerdict.Malformed;
        }

        if (now >= expires + Skew)
        {
            return TokenVerdict.Expired;
        }

        if (now < issued - Skew || (TryReadTime(token, "nbf", out var starts) && now < starts - Skew))
        {
            return TokenVerdict.NotYetValid;
        }

        return token.TryGetPayloadValue<string>("email", out var email)
            && token.TryGetPayloadValue<bool>("email_verified", out var isVerified)
            && isVerified
            && _options.Emails.Contains(email, StringComparer.Ordinal)
                ? TokenVerdict.Accepted
                : TokenVerdict.Email;
    }

    /// <summary>Seconds since 1970, until the year 9999 less a day.</summary>
    private static bool TryReadTime(JsonWebToken token, string claim, out DateTimeOffset time)
    {
        const long Latest = 253_402_214_400;
        time = default;
        if (!token.TryGetPayloadValue<long>(claim, out var seconds) || seconds is <= 0 or > Latest)
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static TokenVerdict Of(Exception? failure) => failure switch
    {
        SecurityTokenSignatureKeyNotFoundException => TokenVerdict.UnknownKey,
        SecurityTokenInvalidAlgorithmException => TokenVerdict.Algorithm,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException => TokenVerdict.Signature,
        SecurityTokenInvalidIssuerException => TokenVerdict.Issuer,
        SecurityTokenInvalidAudienceException => TokenVerdict.Audience,
        _ => TokenVerdict.Malformed,
    };

    /// <summary>What the library throws at what is no token.</summary>
    private static bool IsOfToken(Exception failure) =>
        failure is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException or OverflowException or InvalidCastException or KeyNotFoundException;
}
