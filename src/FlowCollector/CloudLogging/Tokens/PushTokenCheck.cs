using Microsoft.IdentityModel.JsonWebTokens;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Lets in who shows the token of a push subscription that may push here.</summary>
internal sealed class PushTokenCheck(PubSubOptions options, PushTokenVerifier verifier, IIssuerKeys keys, CloudLoggingCounts counts) : IAuditSenderCheck
{
    private const int MaxShownCharacters = 200;

    public async ValueTask<string?> RefuseAsync(AuditSender sender, CancellationToken gone)
    {
        try
        {
            var (verdict, token) = await JudgeAsync(sender.Header("Authorization"), gone).ConfigureAwait(false);
            counts.Count(verdict);
            return verdict == TokenVerdict.Accepted ? null : WordsFor(verdict, token);
        }
        catch (IOException)
        {
            counts.Count(TokenVerdict.Undecided);
            throw;
        }
    }

    private async ValueTask<(TokenVerdict Verdict, JsonWebToken? Token)> JudgeAsync(string header, CancellationToken gone)
    {
        const string Scheme = "Bearer ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length == Scheme.Length)
        {
            return (TokenVerdict.Missing, null);
        }

        var verdict = PushTokenVerifier.Inspect(header[Scheme.Length..], out var token);
        if (verdict != TokenVerdict.Accepted)
        {
            return (verdict, token);
        }

        var known = await keys.GetAsync(token!.Kid, gone).ConfigureAwait(false);
        return known.TryGet(token.Kid, out var key)
            ? (await verifier.VerifyAsync(token, key).ConfigureAwait(false), token)
            : (TokenVerdict.UnknownKey, token);
    }

    /// <summary>One line for the log. Claims are shown once the signature is known to be the issuer's.</summary>
    private string WordsFor(TokenVerdict verdict, JsonWebToken? token) => verdict switch
    {
        TokenVerdict.Missing => "no bearer token: give the push subscription a service account (--push-auth-service-account)",
        TokenVerdict.Malformed => "its token is no JSON Web Token as Pub/Sub sends it",
        TokenVerdict.Algorithm => "its token is not signed with RS256 or ES256, as the key of the issuer is for",
        TokenVerdict.UnknownKey => "its token is signed with a key that the issuer has not published",
        TokenVerdict.Signature => "the signature of its token is not the issuer's",
        TokenVerdict.Issuer => $"its token is of the issuer '{Shown(token?.Issuer)}', audit.pubsub.issuer is '{options.Issuer}'",
        TokenVerdict.Audience => $"its token is for the audience '{Shown(string.Join(", ", token?.Audiences ?? []))}', audit.pubsub.audience is '{options.Audience}'",
        TokenVerdict.Expired => "its token has expired: look at the clocks",
        TokenVerdict.NotYetValid => "its token is not valid yet: look at the clocks",
        _ => $"its token is of '{Shown(token is not null && token.TryGetPayloadValue<string>("email", out var email) ? email : "")}', which is not verified or not among audit.pubsub.emails",
    };

    private static string Shown(string? claim) => LineText.Of(claim ?? "", MaxShownCharacters);
}
