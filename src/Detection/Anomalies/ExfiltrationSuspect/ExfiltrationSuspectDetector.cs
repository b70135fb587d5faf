using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.ExfiltrationSuspect;

/// <summary>A try sends far more bytes than its task usually does, by its own proxy's word.</summary>
internal sealed class ExfiltrationSuspectDetector(ExfiltrationSuspectOptions options, int minRuns) : ITryDetector
{
    public string Rule => "exfiltration_suspect";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        var sent = view.Traffic.SentBytes;
        if (sent < options.MinMegabytes * 1_000_000L || view.Profile is not { } profile || profile.SentBytes.Count < minRuns || !profile.SentBytes.IsFarAbove(sent, options.Factor))
        {
            return;
        }

        var (peer, bytes) = view.Traffic.LargestReceiver;
        var usual = profile.SentBytes.Words(FindingText.Bytes);
        findings.Add(TryFindings.Of(
            view,
            Rule,
            Severity.Critical,
            peer,
            $"{FindingText.Task(view.Try.Task)} sent {FindingText.Bytes(sent)}{(view.IsFinal ? "" : " so far")}, {usual}; {FindingText.Bytes(bytes)} of it to {peer}.",
            $"Look whether the task had more to write than usual (a backfill, a full reload). If not, look at what it sent to {peer}: that place's own log of requests names objects and sizes.",
            view.StartedAt,
            [new Measure("bytes sent", FindingText.Bytes(sent), usual), new Measure($"to {peer}", FindingText.Bytes(bytes), "")],
            peer));
    }
}
