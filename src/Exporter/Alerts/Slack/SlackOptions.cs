using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.Slack;

/// <summary>Slack, through an incoming webhook, which posts into one channel. Off by default.</summary>
public sealed class SlackOptions : IValidatableObject
{
    internal const string Key = "alerts.slack";

    /// <summary>Default false.</summary>
    [Description("Send alerts to Slack.")]
    public bool Enabled { get; set; }

    /// <summary>File with the address of the incoming webhook, which is a secret; read again for each attempt. Default: empty.</summary>
    [Description("File with the address of the incoming webhook (https://hooks.slack.com/services/...). Who has it can post, so it is a secret. Read again for each attempt.")]
    public string UrlFile { get; set; } = "";

    /// <summary>Default <see cref="Severity.Warning"/>.</summary>
    [Description("The least severe alerts that are sent.")]
    [EnumDataType(typeof(Severity))]
    public Severity MinSeverity { get; set; } = Severity.Warning;

    /// <summary>Default true.</summary>
    [Description("Say when an alert is over.")]
    public bool SendResolved { get; set; } = true;

    [Description("How the requests are made.")]
    public OutboundOptions Http { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && UrlFile.Length == 0)
        {
            yield return new ValidationResult("must be given: the file with the address of the incoming webhook", [nameof(UrlFile)]);
        }
    }
}
