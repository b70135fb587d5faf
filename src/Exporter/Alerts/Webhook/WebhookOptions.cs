using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.Webhook;

/// <summary>A receiver that takes what Alertmanager's webhooks send (version 4). With <see cref="HmacKeyFile"/> each request is signed; the
/// receiver verifies it so: read the body as bytes; make the HMAC-SHA256, under the key, of the header <c>X-Windsock-Timestamp</c>, a full
/// stop and the body; compare its lower-case hex digits in constant time with what follows <c>sha256=</c> in <c>X-Windsock-Signature</c>;
/// refuse a timestamp (seconds since 1970) that is more than five minutes off. <c>Idempotency-Key</c> is the same whenever the same
/// message is sent again.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    private const int MaxWebhooks = 8;

    private const int MaxNameLength = 32;

    /// <summary>Tells it from the others; the sink is called <c>webhook_NAME</c>. Default <c>default</c>.</summary>
    [Description("Name of the receiver, unlike that of the others: 1 to 32 lower-case letters, digits and _. The sink is called webhook_NAME.")]
    public string Name { get; set; } = "default";

    /// <summary>Default true: who writes one down wants it.</summary>
    [Description("Send alerts to it.")]
    public bool Enabled { get; set; } = true;

    /// <summary>Excludes <see cref="UrlFile"/>. Default: empty.</summary>
    [Description("Address of the receiver, when there is no secret in it. Excludes urlFile.")]
    public string Url { get; set; } = "";

    /// <summary>File with the address, read again for each attempt. Excludes <see cref="Url"/>. Default: empty.</summary>
    [Description("File with the address of the receiver, when there is a secret in it. Read again for each attempt. Excludes url.")]
    public string UrlFile { get; set; } = "";

    /// <summary>Default: empty, not signed.</summary>
    [Description("File with a key. X-Windsock-Signature is then sha256= and the HMAC-SHA256, in hex, of X-Windsock-Timestamp, a full stop and the body. Receivers compare in constant time and refuse timestamps that are more than five minutes off. Read again for each attempt.")]
    public string HmacKeyFile { get; set; } = "";

    /// <summary>Members of an alert in one message. Default 100, range 1 to 100; <c>truncatedAlerts</c> counts the others.</summary>
    [Description("Members of an alert in one message; truncatedAlerts counts the others.")]
    [Range(1, 100)]
    public int MaxAlerts { get; set; } = 100;

    /// <summary>Default <see cref="Severity.Warning"/>.</summary>
    [Description("The least severe alerts that are sent.")]
    [EnumDataType(typeof(Severity))]
    public Severity MinSeverity { get; set; } = Severity.Warning;

    /// <summary>Default true.</summary>
    [Description("Say when an alert is over.")]
    public bool SendResolved { get; set; } = true;

    [Description("How the requests are made.")]
    public OutboundOptions Http { get; set; } = new();

    /// <summary>Of the configuration, for error texts.</summary>
    internal string Key => $"alerts.webhooks ({Name})";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Name.Length is 0 or > MaxNameLength || !Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'))
        {
            yield return new ValidationResult($"'{PlainText.Line(Name, MaxNameLength)}' is not a name; allowed: 1 to {MaxNameLength} lower-case letters, digits and _", [nameof(Name)]);
        }

        if (Enabled && Url.Length > 0 == UrlFile.Length > 0)
        {
            yield return new ValidationResult("set url or urlFile, and not both", [nameof(Url)]);
        }

        if (Url.Length > 0 && ReceiverAddress.Parse(Url, out var mistake) is null)
        {
            yield return new ValidationResult(mistake, [nameof(Url)]);
        }
    }

    /// <summary>What is wrong with several of them together.</summary>
    /// <param name="member">Of the options that hold the list.</param>
    public static IEnumerable<ValidationResult> CheckNames(IReadOnlyList<WebhookOptions> webhooks, string member)
    {
        if (webhooks.Count > MaxWebhooks)
        {
            yield return new ValidationResult($"has {webhooks.Count} entries; allowed: at most {MaxWebhooks}", [member]);
        }

        foreach (var twice in webhooks.GroupBy(webhook => webhook.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new ValidationResult($"the name '{PlainText.Line(twice.Key, MaxNameLength)}' is given twice; give each its own name", [member]);
        }
    }
}
