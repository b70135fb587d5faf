using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts;

/// <summary>The words that messages of every sink share. Pure.</summary>
internal static class AlertWords
{
    private const int MaxRule = 100;

    /// <summary>The same for every message about one rule, as alert names are written: <c>WindsockNewDestination</c>.</summary>
    public static string NameOf(string rule) =>
        "Windsock" + string.Concat(Parts(rule).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>For people: <c>New destination</c>.</summary>
    public static string TitleOf(string rule)
    {
        var words = string.Join(' ', Parts(rule));
        return words.Length == 0 ? "Finding" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary><c>connections: 412, usual 9 to 14 over 23 tries</c>.</summary>
    public static string Of(Measure measure) => $"{measure.Name}: {Value(measure)}";

    /// <summary><c>412, usual 9 to 14 over 23 tries</c>. A figure alone gets the word that it needs, other texts have theirs.</summary>
    public static string Value(Measure measure) => measure.Usual.Length == 0 ? measure.Seen
        : $"{measure.Seen}, {(char.IsAsciiDigit(measure.Usual[0]) ? "usual " : "")}{measure.Usual}";

    /// <summary><c>airflow/etl.load</c>.</summary>
    public static string Of(FindingSubject subject) =>
        subject.Namespace.Length == 0 || subject.DagId.Length == 0 ? Or(subject.ToString(), Or(subject.Namespace, "the agent")) : $"{subject.Namespace}/{subject}";

    /// <summary><c>try 2 of run scheduled__2026-03-01, map index 4</c>; empty when it is not about a try.</summary>
    public static string TryOf(Finding finding) => finding.Try is not { } found ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{(found.TryNumber > 0 ? $"try {found.TryNumber}" : "a try")} of run {Or(found.RunId, Or(found.ExecutionDate, "unknown"))}{(found.MapIndex >= 0 ? $", map index {found.MapIndex}" : "")}");

    /// <summary><c>data/postgres:5432</c>; empty when there is no peer.</summary>
    public static string PeerOf(Finding finding) =>
        finding.Peer.Length == 0 || finding.Port == 0 ? finding.Peer : string.Create(CultureInfo.InvariantCulture, $"{finding.Peer}:{finding.Port}");

    /// <summary>What moved, how sure that is and what to do, a line each.</summary>
    public static string DescriptionOf(Finding finding) => string.Join('\n', new[]
    {
        string.Join('\n', finding.Measures.Select(Of)),
        finding.Source.Length > 0 ? $"guardrail: {finding.Source}" : "",
        TryOf(finding) is { Length: > 0 } attempt ? $"seen in: {attempt}" : "",
        $"evidence: {Or(finding.Evidence, finding.IsComplete ? "complete" : "incomplete")}",
        finding.Mend.Length > 0 ? $"what to do: {finding.Mend}" : "",
    }.Where(line => line.Length > 0));

    public static ImmutableArray<string> OwnersOf(Alert alert, Finding finding) => finding.Owners.IsDefaultOrEmpty ? alert.Owners : finding.Owners;

    public static string StateOf(AlertState state) => state == AlertState.Resolved ? "resolved" : "firing";

    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public static string TimeOf(Instant time) => time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The name of a rule is one of a closed set; whatever else comes is bounded.</summary>
    private static IEnumerable<string> Parts(string rule) => PlainText.Line(rule, MaxRule).Split('_', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => string.Concat(part.Where(char.IsAsciiLetterOrDigit))).Where(part => part.Length > 0);

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
