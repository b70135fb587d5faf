using System.Globalization;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.Words;

/// <summary>Words that findings have in common. What comes from outside is made fit for one line, and cut.</summary>
internal static class FindingText
{
    public const int MaxText = 1_000;

    private const string Ellipsis = "...";

    public static string Task(TaskKey task) => $"{task.DagId}.{task.TaskId}";

    public static string Where(string peer, ushort port) => port == 0 ? peer : string.Create(CultureInfo.InvariantCulture, $"{peer}:{port}");

    public static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many ?? one + "s")}");

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    /// <summary>One line, and not longer than a finding's text may be.</summary>
    public static string Fit(string text)
    {
        var line = OneLine.Of(text);
        return line.Length <= MaxText ? line : string.Concat(line.AsSpan(0, MaxText - Ellipsis.Length), Ellipsis);
    }

    /// <summary>Everything in it made to fit.</summary>
    public static Finding Fit(Finding finding) => finding with
    {
        Cause = Fit(finding.Cause),
        Summary = Fit(finding.Summary),
        Mend = Fit(finding.Mend),
        Evidence = Fit(finding.Evidence),
        Peer = Fit(finding.Peer),
        Measures = [.. finding.Measures.Take(16).Select(measure => new Measure(Fit(measure.Name), Fit(measure.Seen), Fit(measure.Usual)))],
        Owners = [.. finding.Owners.Take(16).Select(Fit)],
        Tags = [.. finding.Tags.Take(16).Select(Fit)],
    };
}
