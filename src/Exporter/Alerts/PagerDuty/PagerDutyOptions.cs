using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.PagerDuty;

/// <summary>PagerDuty's Events API v2. Off by default.</summary>
public sealed class PagerDutyOptions : IValidatableObject
{
    internal const string Key = "alerts.pagerDuty";

    /// <summary>Default false.</summary>
    [Description("Send alerts to PagerDuty.")]
    public bool Enabled { get; set; }

    /// <summary>Default: that of PagerDuty's US service region.</summary>
    [Description("Where events are sent; https://events.eu.pagerduty.com/v2/enqueue for the EU service region.")]
    public string Url { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    /// <summary>File with the integration key of the service, read again for each attempt. Default: empty.</summary>
    [Description("File with the integration key (routing key) of the service: Events API v2. Read again for each attempt.")]
    public string RoutingKeyFile { get; set; } = "";

    /// <summary>Default <see cref="Severity.Critical"/>: what somebody is woken for.</summary>
    [Description("The least severe alerts that are sent. PagerDuty wakes people.")]
    [EnumDataType(typeof(Severity))]
    public Severity MinSeverity { get; set; } = Severity.Critical;

    /// <summary>Default true: incidents close by themselves.</summary>
    [Description("Resolve the incident when the alert is over.")]
    public bool SendResolved { get; set; } = true;

    [Description("How the requests are made.")]
    public OutboundOptions Http { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && RoutingKeyFile.Length == 0)
        {
            yield return new ValidationResult("must be given: the file with the integration key of the service", [nameof(RoutingKeyFile)]);
        }

        if (ReceiverAddress.Parse(Url, out var mistake) is null)
        {
            yield return new ValidationResult(mistake, [nameof(Url)]);
        }
    }
}
