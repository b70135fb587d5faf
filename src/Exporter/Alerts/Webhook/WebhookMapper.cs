using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts.Webhook;

/// <summary>An alert as Alertmanager's webhooks send a group (version 4, <c>webhook_config</c> in Alertmanager's documentation): each member
/// is an alert of the group. Pure.</summary>
internal static class WebhookMapper
{
    /// <summary>Go's zero time: how Alertmanager writes that something has not ended.</summary>
    private const string NotEnded = "0001-01-01T00:00:00Z";

    private const int FingerprintDigits = 16;

    public static byte[] ToJson(Alert alert, AlertLinks links, string receiver, int maxAlerts)
    {
        ImmutableArray<Member> members = [.. alert.Members.Take(maxAlerts).Select(finding => MemberOf(alert, finding, links))];
        return JsonBody.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("version", "4");
            json.WriteString("groupKey", GroupKey(alert));
            json.WriteNumber("truncatedAlerts", Math.Max(0, alert.MemberCount - members.Length));
            json.WriteString("status", AlertWords.StateOf(alert.State));
            json.WriteString("receiver", receiver);
            JsonBody.WriteTexts(json, "groupLabels", GroupLabels(alert));
            JsonBody.WriteTexts(json, "commonLabels", InAll(members.Select(member => member.Labels)));
            JsonBody.WriteTexts(json, "commonAnnotations", InAll(members.Select(member => member.Annotations)));
            json.WriteString("externalURL", links.Home);
            json.WriteStartArray("alerts");
            foreach (var member in members)
            {
                Write(json, alert, member);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Member MemberOf(Alert alert, Finding finding, AlertLinks links)
    {
        var pages = links.Of(finding);
        var labels = AlertLabels.Identity(alert, finding);
        Add("owner", string.Join(", ", AlertWords.OwnersOf(alert, finding)));
        Add("peer", finding.Peer);
        Add("port", finding.Port > 0 ? finding.Port.ToString(CultureInfo.InvariantCulture) : "");
        return new Member(finding, labels, AlertLabels.Annotations(alert, finding, pages), pages.Dashboard.Length > 0 ? pages.Dashboard : pages.Log);

        void Add(string name, string value)
        {
            if (AlertLabels.Value(value) is { Length: > 0 } shown)
            {
                labels[name] = shown;
            }
        }
    }

    private static void Write(Utf8JsonWriter json, Alert alert, Member member)
    {
        json.WriteStartObject();
        json.WriteString("status", AlertWords.StateOf(alert.State));
        JsonBody.WriteTexts(json, "labels", member.Labels);
        JsonBody.WriteTexts(json, "annotations", member.Annotations);
        json.WriteString("startsAt", AlertWords.TimeOf(member.Finding.Since.IsMissing ? alert.StartsAt : member.Finding.Since));
        json.WriteString("endsAt", alert.State == AlertState.Resolved ? AlertWords.TimeOf(End(alert)) : NotEnded);
        json.WriteString("generatorURL", member.Generator);
        json.WriteString("fingerprint", Fingerprint(alert, member.Finding));
        json.WriteEndObject();
    }

    private static Instant End(Alert alert) => alert.EndsAt.IsMissing ? alert.At : alert.EndsAt;

    private static string GroupKey(Alert alert)
    {
        var labels = string.Join(", ", GroupLabels(alert).Select(label => $"{label.Key}=\"{label.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        return $"{{}}:{{{labels}}}";
    }

    private static SortedDictionary<string, string> GroupLabels(Alert alert)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["alertname"] = AlertWords.NameOf(alert.Rule) };
        if (AlertLabels.Value(alert.Cause) is { Length: > 0 } cause)
        {
            labels["cause"] = cause;
        }

        return labels;
    }

    private static SortedDictionary<string, string> InAll(IEnumerable<SortedDictionary<string, string>> all)
    {
        var common = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var isFirst = true;
        foreach (var one in all)
        {
            if (isFirst)
            {
                common = new SortedDictionary<string, string>(one, StringComparer.Ordinal);
                isFirst = false;
                continue;
            }

            foreach (var key in common.Keys.Where(key => !one.TryGetValue(key, out var value) || value != common[key]).ToList())
            {
                common.Remove(key);
            }
        }

        return common;
    }

    /// <summary>The same for every message about one member.</summary>
    private static string Fingerprint(Alert alert, Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Fingerprint}\n{finding.Subject.Key}")))[..FingerprintDigits];

    private sealed record Member(Finding Finding, SortedDictionary<string, string> Labels, SortedDictionary<string, string> Annotations, string Generator);
}
