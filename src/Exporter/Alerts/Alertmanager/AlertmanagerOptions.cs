using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>Alertmanager, which groups, silences and routes. Off by default.</summary>
public sealed class AlertmanagerOptions : IValidatableObject
{
    private const int MaxInstances = 16;

    private const int MaxExternalLabels = 32;

    /// <summary>Default false.</summary>
    [Description("Send alerts to Alertmanager.")]
    public bool Enabled { get; set; }

    /// <summary>Every instance of a cluster, not a load balancer in front of it: instances do not tell each other of alerts. At most 16.</summary>
    [Description("Addresses of every instance of Alertmanager, with their path prefix if they have one, without /api/v2 (http://alertmanager-0.alertmanager:9093). Each instance gets every alert; not a load balancer: instances do not tell each other of alerts.")]
    public IReadOnlyList<string> Urls { get; set; } = [];

    /// <summary>How often what fires is said again; Alertmanager takes it for resolved when it has not heard of it for four times as long.
    /// Default 1 min, range 5 s to 15 min.</summary>
    [Description("How often what fires is said again. Alertmanager takes an alert for resolved when it has not heard of it for four times as long.")]
    [Range(typeof(TimeSpan), "00:00:05", "00:15:00")]
    public TimeSpan ResendInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Labels of every alert, <c>name=value</c>: which cluster it comes from. At most 32. Default: none.</summary>
    [Description("Labels that every alert gets, as name=value: cluster=prod and the like.")]
    public IReadOnlyList<string> ExternalLabels { get; set; } = [];

    /// <summary>Default <see cref="Severity.Warning"/>.</summary>
    [Description("The least severe alerts that are sent.")]
    [EnumDataType(typeof(Severity))]
    public Severity MinSeverity { get; set; } = Severity.Warning;

    /// <summary>Default true. False: Alertmanager finds out when it hears no more of it.</summary>
    [Description("Say when an alert is over. Otherwise Alertmanager finds out when it hears no more of it.")]
    public bool SendResolved { get; set; } = true;

    [Description("How the requests are made.")]
    public OutboundOptions Http { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && Urls.Count is 0 or > MaxInstances)
        {
            yield return new ValidationResult($"has {Urls.Count} addresses; allowed: 1 to {MaxInstances}", [nameof(Urls)]);
        }

        foreach (var url in Urls)
        {
            if (ReceiverAddress.Parse(url, out var mistake) is not { } address)
            {
                // What is wrong may be a password: the text is not shown.
                yield return new ValidationResult($"an entry {mistake}", [nameof(Urls)]);
            }
            else if (address.Query.Length + address.Fragment.Length > 0)
            {
                yield return new ValidationResult($"{ReceiverAddress.Shown(address)} has a query or a fragment; allowed: scheme, host, port and path", [nameof(Urls)]);
            }
        }

        if (ExternalLabels.Count > MaxExternalLabels)
        {
            yield return new ValidationResult($"has {ExternalLabels.Count} entries; allowed: at most {MaxExternalLabels}", [nameof(ExternalLabels)]);
        }

        foreach (var label in ExternalLabels.Where(label => !ExternalLabel.TryParse(label, out _)))
        {
            yield return new ValidationResult(
                $"'{PlainText.Line(label, 60)}' is not name=value with a name of letters, digits and _ that no alert has of itself and a value of 1 to {AlertLabels.MaxLabel} characters", [nameof(ExternalLabels)]);
        }

        foreach (var twice in ExternalLabels.GroupBy(label => label.Split('=')[0], StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new ValidationResult($"'{PlainText.Line(twice.Key, 60)}' is given twice; give it once", [nameof(ExternalLabels)]);
        }
    }
}
