using System.Text.Json;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.PagerDuty;

/// <summary>An alert as an event of PagerDuty's Events API v2. Pure. PagerDuty takes events of up to 512 KB; these stay far below.</summary>
internal static class PagerDutyMapper
{
    public const int MaxEventBytes = 512 * 1024;

    public const int MaxSummary = 1_024;

    private const int MaxField = 500;

    private const int MaxDetail = 2_000;

    private const int ShownMembers = 20;

    public static byte[] ToJson(Alert alert, AlertLinks links, string routingKey) => JsonBody.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("routing_key", routingKey);
        json.WriteString("event_action", alert.State == AlertState.Resolved ? "resolve" : "trigger");
        json.WriteString("dedup_key", PlainText.Line(alert.Fingerprint, 255));
        WritePayload(json, alert);
        WriteLinks(json, alert, links);
        json.WriteString("client", "Windsock");
        if (links.Home.Length > 0)
        {
            json.WriteString("client_url", links.Home);
        }

        json.WriteEndObject();
    });

    private static void WritePayload(Utf8JsonWriter json, Alert alert)
    {
        var first = alert.Members.IsDefaultOrEmpty ? null : alert.Members[0];
        json.WriteStartObject("payload");
        json.WriteString("summary", PlainText.Line(alert.Summary.Length > 0 ? alert.Summary : AlertWords.TitleOf(alert.Rule), MaxSummary));
        json.WriteString("source", PlainText.Line(first is null ? "windsock" : AlertWords.Of(first.Subject), MaxField));
        json.WriteString("severity", FindingNames.Of(alert.Severity));
        json.WriteString("timestamp", AlertWords.TimeOf(alert.StartsAt));
        Write(json, "component", first?.Subject.ToString() ?? "");
        Write(json, "group", first?.Subject.Namespace ?? "");
        Write(json, "class", alert.Rule);
        WriteDetails(json, alert, first);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, Alert alert, Finding? first)
    {
        json.WriteStartObject("custom_details");
        Write(json, "what_to_do", alert.Mend, MaxDetail);
        if (first is not null)
        {
            Write(json, "measures", string.Join("; ", first.Measures.Select(AlertWords.Of)), MaxDetail);
            Write(json, "evidence", first.Evidence);
            Write(json, "try", AlertWords.TryOf(first));
            Write(json, "peer", AlertWords.PeerOf(first));
            Write(json, "guardrail", first.Source);
        }

        Write(json, "cause", alert.Cause);
        Write(json, "owners", string.Join(", ", alert.Owners));
        Write(json, "resolved_because", alert.ResolvedBecause);
        json.WriteNumber("subjects", alert.MemberCount);
        json.WriteNumber("findings", alert.FindingCount);
        json.WriteStartArray("members");
        foreach (var member in alert.Members.Take(ShownMembers))
        {
            json.WriteStringValue(PlainText.Line($"{AlertWords.Of(member.Subject)}: {member.Summary}", MaxField));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, Alert alert, AlertLinks links)
    {
        json.WriteStartArray("links");
        foreach (var (title, address) in alert.Members.IsDefaultOrEmpty ? [] : links.Of(alert.Members[0]).All)
        {
            json.WriteStartObject();
            json.WriteString("href", address);
            json.WriteString("text", title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string text, int most = MaxField)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, PlainText.Line(text, most));
        }
    }
}
