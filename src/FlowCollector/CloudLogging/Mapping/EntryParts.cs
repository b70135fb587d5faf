using System.Globalization;
using System.Text.RegularExpressions;
using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Texts of an entry as what they stand for. Pure.</summary>
internal static partial class EntryParts
{
    private const int MaxVerbCharacters = 64;

    /// <summary>A request of Cloud Run ends after an hour at the latest, other requests sooner.</summary>
    private static readonly TimeSpan LongestLatency = TimeSpan.FromDays(1);

    /// <summary>When it was; missing when the entry tells no time at all.</summary>
    public static Instant At(LogEntry entry) => entry.Timestamp.IsMissing ? entry.ReceivedAt : entry.Timestamp;

    /// <summary><c>cloudaudit.googleapis.com/activity</c> of <c>projects/P/logs/cloudaudit.googleapis.com%2Factivity</c>; empty when it is no
    /// name of a log.</summary>
    public static string LogId(string logName)
    {
        const string Logs = "/logs/";
        var start = logName.IndexOf(Logs, StringComparison.Ordinal);
        return start < 0 ? "" : logName[(start + Logs.Length)..].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Project of the resource, else of the log; empty when there is none (logs of folders and organizations).</summary>
    public static string Project(LogEntry entry) =>
        entry.Resource is { Project.Length: > 0 } resource ? resource.Project
        : entry.LogName.Split('/') is ["projects", { Length: > 0 } project, ..] ? project
        : "";

    /// <summary>Last part of <c>projects/P/traces/HEX</c>; empty when it is no W3C trace id.</summary>
    public static string TraceId(string trace)
    {
        var id = trace[(trace.LastIndexOf('/') + 1)..];
        return id.Length == 32 && id.All(char.IsAsciiHexDigit) && id.Any(digit => digit != '0') ? id.ToLowerInvariant() : "";
    }

    /// <summary>Last part of a method's name (<c>google.cloud.run.v2.Jobs.RunJob</c>, <c>/Jobs.RunJob</c>), lower case; empty when it is no
    /// name.</summary>
    public static string Verb(string method)
    {
        var verb = method[(method.LastIndexOfAny(['.', '/']) + 1)..];
        return verb.Length is > 0 and <= MaxVerbCharacters && verb.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            ? verb.ToLowerInvariant()
            : "";
    }

    /// <summary>No address for what is none, such as <c>gce-internal-ip</c> and <c>private</c>.</summary>
    public static IpAddress Address(string text) => IpAddress.TryParse(text, out var address) ? address : default;

    /// <summary>Null when it is not a duration of proto3 JSON (<c>0.783s</c>), or no likely one.</summary>
    public static TimeSpan? Latency(string text)
    {
        if (!Seconds().IsMatch(text))
        {
            return null;
        }

        var seconds = double.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return seconds <= LongestLatency.TotalSeconds ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
    }

    /// <summary>Host of a URL; empty when it is none.</summary>
    public static string Host(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length is > 0 and <= LineText.MaxName ? parsed.IdnHost.ToLowerInvariant() : "";

    [GeneratedRegex(@"\A[0-9]{1,9}(\.[0-9]{1,9})?s\z", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();
}
