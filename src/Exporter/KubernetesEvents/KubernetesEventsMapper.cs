using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>A story as a core/v1 Event on one of its pods. Pure.</summary>
internal static class KubernetesEventsMapper
{
    /// <summary>The API server refuses a longer message.</summary>
    public const int MaxMessageBytes = 1_024;

    public const string Reason = "WindsockDiagnosis";

    private const string Component = "windsock";

    private const string Ellipsis = "...";

    /// <summary>The pod that tells most: one whose main container failed, else the one that was there last. Null when no pod was in view.</summary>
    public static TryPod? PodOf(TryStory story)
    {
        TryPod? best = null;
        foreach (var pod in story.Pods)
        {
            if (pod.Uid.Length > 0 && (best is null || Rank(pod) > Rank(best) || (Rank(pod) == Rank(best) && pod.LastSeen > best.LastSeen)))
            {
                best = pod;
            }
        }

        return best;
    }

    /// <summary>Of the collection that the pod's events are in.</summary>
    public static string Path(TryPod pod) => $"api/v1/namespaces/{Uri.EscapeDataString(pod.Namespace)}/events";

    /// <summary>The same for the same try and causes, whoever writes it and however often: a second one is told apart by nobody.</summary>
    public static string Name(TryStory story, TryPod pod)
    {
        var key = $"{story.Id}/{pod.Uid}/{string.Join(',', story.Causes.Select(cause => $"{cause.Cause}:{cause.Peer}:{cause.Port}"))}";
        return $"windsock-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12))}";
    }

    public static string Message(TryStory story)
    {
        var cause = story.Causes.IsDefaultOrEmpty ? null : story.Causes[0];
        var retry = cause?.Retry switch
        {
            RetryAdvice.WillNotHelp => " A retry will not help.",
            RetryAdvice.LikelyHelps => " A retry is likely to help.",
            RetryAdvice.MayHelp => " A retry may help.",
            _ => "",
        };
        var more = story.Causes.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" {story.Causes.Length - 1} more: windsock explain --id {story.Id}") : "";
        return Cut($"{cause?.Sentence ?? "The network shows nothing that explains the failure."}{retry}{(cause is { Mend.Length: > 0 } ? " " + cause.Mend : "")}{more}");
    }

    public static byte[] ToJson(TryStory story, TryPod pod, Instant now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var at = Text(story.EndedAt.IsMissing ? now : story.EndedAt);
            json.WriteStartObject();
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Event");
            json.WriteStartObject("metadata");
            json.WriteString("name", Name(story, pod));
            json.WriteString("namespace", pod.Namespace);
            json.WriteEndObject();
            json.WriteStartObject("involvedObject");
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Pod");
            json.WriteString("namespace", pod.Namespace);
            json.WriteString("name", pod.Name);
            json.WriteString("uid", pod.Uid);
            json.WriteEndObject();
            json.WriteString("type", "Warning");
            json.WriteString("reason", Reason);
            json.WriteString("message", Message(story));
            json.WriteStartObject("source");
            json.WriteString("component", Component);
            json.WriteString("host", pod.NodeName);
            json.WriteEndObject();
            json.WriteString("firstTimestamp", at);
            json.WriteString("lastTimestamp", at);
            json.WriteNumber("count", 1);
            json.WriteString("reportingComponent", Component);
            json.WriteString("reportingInstance", pod.NodeName);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static int Rank(TryPod pod) => pod.ExitCode is > 0 || pod.Phase == "Failed" ? 2 : pod.Phase.Length > 0 ? 1 : 0;

    private static string Text(Instant time) => time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>At most as many bytes as an event may have, cut between two characters, which three dots say; what could move a
    /// terminal's cursor or turn the text around becomes a blank.</summary>
    private static string Cut(string text)
    {
        var clean = new StringBuilder();
        var (bytes, fits) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsPlain(rune) ? rune : new Rune(' ');
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxMessageBytes)
            {
                return clean.ToString(0, fits) + Ellipsis;
            }

            clean.Append(shown.ToString());
            fits = bytes <= MaxMessageBytes - Ellipsis.Length ? clean.Length : fits;
        }

        return clean.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
