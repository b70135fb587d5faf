using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>Section <c>audit.pubsub</c>: entries of Google Cloud Logging that a sink sends through a push subscription of Pub/Sub to the
/// audit port. Off by default.</summary>
public sealed class PubSubOptions : IValidatableObject
{
    /// <summary>Where Google publishes the keys that it signs the tokens of push subscriptions with.</summary>
    public const string GoogleKeys = "https://www.googleapis.com/oauth2/v3/certs";

    /// <summary>Default: false.</summary>
    [Description("Take entries of Google Cloud Logging that a push subscription of Pub/Sub posts to /v1/audit/pubsub of the audit port.")]
    public bool Enabled { get; set; }

    /// <summary>Claim <c>aud</c> of the tokens, letter by letter; of push subscriptions the URL of the endpoint unless one was set. Needed
    /// when enabled.</summary>
    [Description("Audience of the subscription's tokens, letter by letter: what --push-auth-token-audience says, else the URL of the push endpoint.")]
    public string Audience { get; set; } = "";

    /// <summary>Claim <c>email</c> of the tokens: service accounts that subscriptions push as. At least one when enabled.</summary>
    [Description("Service accounts whose tokens are taken: what --push-auth-service-account of the subscription says.")]
    public IReadOnlyList<string> Emails { get; set; } = [];

    /// <summary>Claim <c>iss</c> of the tokens, letter by letter. Default: Google's.</summary>
    [Description("Issuer of the tokens, letter by letter.")]
    [Required]
    public string Issuer { get; set; } = "https://accounts.google.com";

    /// <summary>File with the issuer's keys, a JSON Web Key Set; read again when it changes. Then <see cref="KeysUrl"/> is not asked.
    /// Default: empty.</summary>
    [Description("File with the issuer's keys (a JSON Web Key Set), for agents without a way to keysUrl; it has to follow the issuer's rotation. Read again when it changes.")]
    public string KeysFile { get; set; } = "";

    /// <summary>Where the issuer publishes its keys, https. Asked once an hour, and at most once a minute for a key that is not known.
    /// Default: <see cref="GoogleKeys"/>.</summary>
    [Description("Where the issuer publishes its keys (a JSON Web Key Set), https. Not asked when keysFile is set.")]
    public string KeysUrl { get; set; } = GoogleKeys;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled)
        {
            yield break;
        }

        if (Audience.Length == 0)
        {
            yield return new ValidationResult("is empty; anybody's Pub/Sub could push: set the audience of the subscription's tokens", [nameof(Audience)]);
        }

        if (Emails.Count == 0 || Emails.Any(email => !email.Contains('@', StringComparison.Ordinal)))
        {
            yield return new ValidationResult(
                "must name the service accounts that push, such as pusher@project.iam.gserviceaccount.com: every customer of Google can have tokens of this issuer", [nameof(Emails)]);
        }

        if (KeysFile.Length == 0 && !IsHttps(KeysUrl))
        {
            yield return new ValidationResult($"'{KeysUrl}' is not an address with https; allowed: {GoogleKeys} and the like, or set keysFile", [nameof(KeysUrl)]);
        }
    }

    private static bool IsHttps(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Host.Length > 0 && url.UserInfo.Length == 0;
}
