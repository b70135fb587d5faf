using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>Members of alerts as <c>POST /api/v2/alerts</c> takes them: a list of <c>postableAlert</c> (Alertmanager's OpenAPI document).
/// Pure. Labels identify, so nothing of a run is among them.</summary>
internal sealed class AlertmanagerMapper(AlertmanagerOptions options, AlertLinks links)
{
    /// <summary>Of one request; what Prometheus sends at most at once.</summary>
    public const int MaxAlerts = 256;

    /// <summary>As Prometheus does it: three turns may fail before Alertmanager takes it for resolved.</summary>
    private const int LivesFor = 4;

    private readonly ImmutableArray<ExternalLabel> _external = [.. options.ExternalLabels.Select(label => ExternalLabel.TryParse(label, out var parsed) ? parsed : default)];

    public byte[] ToJson(IEnumerable<(Alert Alert, RosterMember Member)> members, Instant now) => JsonBody.Write(json =>
    {
        json.WriteStartArray();
        foreach (var (alert, member) in members)
        {
            Write(json, alert, member, now);
        }

        json.WriteEndArray();
    });

    private void Write(Utf8JsonWriter json, Alert alert, RosterMember member, Instant now)
    {
        var finding = member.Finding;
        var pages = links.Of(finding);
        var labels = AlertLabels.Identity(alert, finding);
        foreach (var label in _external)
        {
            labels[label.Name] = label.Value;
        }

        // In the future it would not be over yet; before its own start Alertmanager refuses it.
        var end = member.IsFiring ? now.Add(options.ResendInterval * LivesFor) : Earlier(member.ResolvedAt, now);
        var start = Earlier(finding.Since.IsMissing ? alert.StartsAt : finding.Since, end);
        json.WriteStartObject();
        JsonBody.WriteTexts(json, "labels", labels);
        JsonBody.WriteTexts(json, "annotations", AlertLabels.Annotations(alert, finding, pages));
        json.WriteString("startsAt", AlertWords.TimeOf(start));
        json.WriteString("endsAt", AlertWords.TimeOf(end));
        if ((pages.Dashboard.Length > 0 ? pages.Dashboard : pages.Log) is { Length: > 0 } generator)
        {
            json.WriteString("generatorURL", generator);
        }

        json.WriteEndObject();
    }

    private static Instant Earlier(Instant one, Instant other) => one < other ? one : other;
}
