using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>A record as a JSON object, up to and with <c>prev</c>. What it does not have is left out.</summary>
internal static class TrailJson
{
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, TrailEntry entry, long sequence, string agent, string prev)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("v", SchemaVersion);
        json.WriteNumber("seq", sequence);
        json.WriteString("time", TimeText.Of(entry.At));
        json.WriteString("agent", agent);
        json.WriteString("kind", TrailWords.Of(entry.Kind));
        WriteContent(json, entry.Content);
        json.WriteString("prev", prev);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, object content)
    {
        switch (content)
        {
            case AttributedAction action:
                ActionJson.Write(json, action);
                break;
            case DenialNote denial:
                DenialJson.Write(json, denial);
                break;
            case PlatformMoment moment:
                MomentJson.Write(json, moment);
                break;
            case Finding finding:
                FindingJson.Write(json, finding);
                break;
            case AllClear clear:
                FindingJson.Write(json, clear);
                break;
            default:
                WriteNote(json, content);
                break;
        }
    }

    private static void WriteNote(Utf8JsonWriter json, object note)
    {
        switch (note)
        {
            case StartedNote started:
                json.WriteString("version", started.Version);
                json.WriteBoolean("afterCleanStop", started.IsClean);
                break;
            case StoppedNote stopped:
                json.WriteNumber("offered", stopped.Offered);
                json.WriteNumber("written", stopped.Written);
                json.WriteNumber("dropped", stopped.Dropped);
                break;
            case GapNote gap:
                json.WriteString("reason", gap.Reason);
                if (gap.Count >= 0)
                {
                    json.WriteNumber("missing", gap.Count);
                }

                json.Time("since", gap.Since);
                json.Time("until", gap.Until);
                break;
            case SourceGapNote { Gap: var missed }:
                json.WriteString("source", missed.Source);
                json.WriteString("reason", missed.Reason);
                json.Time("since", missed.Since);
                json.Time("until", missed.ReceivedAt);
                break;
            case RecoveredNote recovered:
                json.WriteString("file", recovered.File);
                json.WriteString("movedTo", recovered.MovedTo);
                json.WriteNumber("bytes", recovered.Bytes);
                json.WriteString("sha256", recovered.Sha256);
                break;
            case RetentionNote deleted:
                json.WriteString("file", deleted.File);
                json.WriteNumber("first", deleted.First);
                json.WriteNumber("last", deleted.Last);
                json.WriteString("lastHash", deleted.LastHash);
                json.WriteString("manifest", deleted.Manifest);
                json.WriteString("reason", deleted.Reason);
                break;
            default:
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"nothing is recorded of a {note.GetType().Name}"), nameof(note));
        }
    }
}
