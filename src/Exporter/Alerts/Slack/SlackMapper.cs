using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Alerts.Slack;

/// <summary>An alert as a message of Slack's Block Kit, made for somebody who was just woken: what and whom, how much of it, how sure that
/// is, what to do, where to look. Pure. Everything that comes from outside is escaped, so that no name can call a channel.</summary>
internal static class SlackMapper
{
    /// <summary>Slack's own bounds.</summary>
    public const int MaxHeader = 150;
    public const int MaxText = 3_000;
    public const int MaxField = 2_000;
    public const int MaxFields = 10;
    public const int MaxBlocks = 50;

    private const int ShownMembers = 10;

    /// <summary>Of a name or a short text: ten of them, escaped, fit one block.</summary>
    private const int MaxPart = 250;

    public static byte[] ToJson(Alert alert, AlertLinks links) => JsonBody.Write(json =>
    {
        var first = alert.Members.IsDefaultOrEmpty ? null : alert.Members[0];
        json.WriteStartObject();

        // What a phone shows on its locked screen.
        json.WriteString("text", $"{Word(alert)}: {PlainText.Escaped(alert.Summary, MaxText / 2)}");
        json.WriteBoolean("unfurl_links", false);
        json.WriteBoolean("unfurl_media", false);
        json.WriteStartArray("blocks");
        WriteHeader(json, alert, first);
        WriteSection(json, PlainText.Escaped(alert.Summary, MaxText));
        json.WriteEndArray();
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("color", Color(alert));
        json.WriteStartArray("blocks");
        WriteFields(json, alert, first);
        WriteMembers(json, alert);
        if (alert.State == AlertState.Firing && alert.Mend.Length > 0)
        {
            WriteSection(json, $"*What to do*\n{PlainText.Escaped(alert.Mend, MaxText / 2)}");
        }

        WriteLinks(json, first is null ? [] : links.Of(first).All);
        WriteContext(json, alert, first);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteHeader(Utf8JsonWriter json, Alert alert, Finding? first)
    {
        var whom = first is null ? "" : $": {AlertWords.Of(first.Subject)}";
        var others = alert.MemberCount > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {alert.MemberCount - 1} more") : "";
        var room = MaxHeader - others.Length;
        json.WriteStartObject();
        json.WriteString("type", "header");
        json.WriteStartObject("text");
        json.WriteString("type", "plain_text");
        json.WriteString("text", PlainText.Line($"{Word(alert)} {AlertWords.TitleOf(alert.Rule)}{whom}", room) + others);

        // A name between colons is a name, not a picture.
        json.WriteBoolean("emoji", false);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, Alert alert, Finding? first)
    {
        var fields = new List<(string Title, string Text)>();
        if (alert.State == AlertState.Resolved)
        {
            fields.Add(("Over because", alert.ResolvedBecause));
        }

        fields.AddRange(first?.Measures.Take(MaxFields / 2).Select(measure => (measure.Name, AlertWords.Value(measure))) ?? []);
        fields.Add(("Peer", first is null ? "" : AlertWords.PeerOf(first)));
        fields.Add(("Seen in", first is null ? "" : AlertWords.TryOf(first)));
        fields.Add(("Guardrail", first?.Source ?? ""));
        fields.Add(("Owners", string.Join(", ", alert.Owners)));
        var shown = fields.Where(field => field.Text.Length > 0).Take(MaxFields).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WriteStartArray("fields");
        foreach (var (title, text) in shown)
        {
            WriteText(json, $"*{PlainText.Escaped(title, MaxPart)}*\n{PlainText.Escaped(text, MaxField / 2)}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Alert alert)
    {
        if (alert.MemberCount < 2 || alert.Members.IsDefaultOrEmpty)
        {
            return;
        }

        var list = new StringBuilder("*Whom it is about*");
        foreach (var member in alert.Members.Take(ShownMembers))
        {
            list.Append('\n').Append("• ").Append(PlainText.Escaped(AlertWords.Of(member.Subject), MaxPart));
        }

        var more = alert.MemberCount - Math.Min(ShownMembers, alert.Members.Length);
        if (more > 0)
        {
            list.Append(CultureInfo.InvariantCulture, $"\nand {more} more");
        }

        WriteSection(json, list.ToString());
    }

    private static void WriteLinks(Utf8JsonWriter json, ImmutableArray<(string Title, string Address)> links)
    {
        var text = new StringBuilder();
        foreach (var (title, address) in links)
        {
            var link = $"<{Address(address)}|{title}>";
            if (text.Length + link.Length + 3 <= MaxText)
            {
                text.Append(text.Length > 0 ? " · " : "").Append(link);
            }
        }

        if (text.Length > 0)
        {
            WriteSection(json, text.ToString());
        }
    }

    /// <summary>How sure it is, how often it was seen, since when: in small letters at the end.</summary>
    private static void WriteContext(Utf8JsonWriter json, Alert alert, Finding? first)
    {
        var evidence = first is null ? "" : $"Evidence: {PlainText.Escaped(first.Evidence, MaxPart)} · ";
        var count = string.Create(CultureInfo.InvariantCulture, $"{alert.FindingCount} {(alert.FindingCount == 1 ? "finding" : "findings")}");
        var since = alert.StartsAt.ToDateTimeOffset();
        var start = string.Create(CultureInfo.InvariantCulture, $"<!date^{since.ToUnixTimeSeconds()}^{{date_short_pretty}} {{time}}|{since:yyyy-MM-dd HH:mm} UTC>");
        json.WriteStartObject();
        json.WriteString("type", "context");
        json.WriteStartArray("elements");
        WriteText(json, $"{evidence}rule {PlainText.Escaped(alert.Rule, MaxPart)} · {count} · since {start}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSection(Utf8JsonWriter json, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WritePropertyName("text");
        WriteText(json, text);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "mrkdwn");
        json.WriteString("text", text);

        // Slack would make links of names that look like hosts, also of those that nobody should open.
        json.WriteBoolean("verbatim", true);
        json.WriteEndObject();
    }

    private static string Word(Alert alert) => alert.State == AlertState.Resolved ? "RESOLVED" : FindingNames.Of(alert.Severity).ToUpperInvariant();

    private static string Color(Alert alert) => alert.State == AlertState.Resolved ? "#2eb67d" : alert.Severity switch
    {
        Severity.Critical => "#d40e0d",
        Severity.Warning => "#ecb22e",
        _ => "#8d8d8d",
    };

    /// <summary>What would end the link is percent-encoded.</summary>
    private static string Address(string address) => address
        .Replace("|", "%7C", StringComparison.Ordinal)
        .Replace("<", "%3C", StringComparison.Ordinal)
        .Replace(">", "%3E", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal);
}
