using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Why a JSON web token was not accepted, by the words between the braces of <c>jwt_authn_access_denied{...}</c>, in the order of
/// decision. Source: Envoy's <c>source/common/jwt/status.cc</c> and older wordings of it.</summary>
internal static class TokenReasons
{
    private const string Issuer = "Look whether the keys of the issuer (jwksUri of the peer's RequestAuthentication) can be fetched and hold the key of the token.";
    private const string Fresh = "Let the task fetch a token shortly before it is used, and again before it expires.";
    private const string Whole = "Look at the token that the task presents: it is not a whole JSON web token.";

    public static ImmutableArray<MeshFailureClass> All { get; } =
    [
        Of("Jwt_is_missing", RetryAdvice.WillNotHelp, "it presented no token", "Let the task present a token."),
        Of("Jwt_missing", RetryAdvice.WillNotHelp, "it presented no token", "Let the task present a token."),
        Of("Jwt_is_expired", RetryAdvice.LikelyHelps, "its token has expired", Fresh),
        Of("Jwt_expired", RetryAdvice.LikelyHelps, "its token has expired", Fresh),
        Of("Jwt_not_yet_valid", RetryAdvice.LikelyHelps, "its token is not valid yet", "Look at the clocks of the issuer and of the peer's node."),
        Of("Jwt_issuer_is_not_configured", RetryAdvice.WillNotHelp, "the peer does not know the issuer of its token", "Add the issuer to the peer's RequestAuthentication, or use a token of one it knows."),
        Of("Audiences_in_Jwt_are_not_allowed", RetryAdvice.WillNotHelp, "its token is for another audience", "Ask for a token for the audience that the peer's RequestAuthentication lists."),
        Of("Audience_in_Jwt_is_not_allowed", RetryAdvice.WillNotHelp, "its token is for another audience", "Ask for a token for the audience that the peer's RequestAuthentication lists."),
        Of("Found_multiple_Jwt_tokens", RetryAdvice.WillNotHelp, "it presented more than one token", "Let the task present one token only."),
        Of("Jwt_verification_fails", RetryAdvice.WillNotHelp, "the signature of its token is not that of the issuer", Issuer),
        Of("Jwks_remote_fetch_is_failed", RetryAdvice.MayHelp, "the peer could not fetch the keys of the issuer", Issuer),
        Of("Jwks_doesn't_have_key_to_match_kid_or_alg_from_Jwt", RetryAdvice.MayHelp, "the issuer's keys do not hold that of its token", Issuer),
        Of("Jwks_", RetryAdvice.MayHelp, "the keys of the issuer cannot be used", Issuer),
        Of("Jwt_header_[alg]_is_not_supported", RetryAdvice.WillNotHelp, "its token is signed in a way that the peer does not support", Whole),
        Of("Jwt_", RetryAdvice.WillNotHelp, "its token is malformed", Whole),
    ];

    /// <summary>Null: the words are not known.</summary>
    public static MeshFailureClass? Of(string reason)
    {
        foreach (var entry in All)
        {
            if (reason.StartsWith(entry.Word, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }

    private static MeshFailureClass Of(string word, RetryAdvice retry, string because, string mend) => new(word, FailureCause.Token, retry, because, mend);
}
