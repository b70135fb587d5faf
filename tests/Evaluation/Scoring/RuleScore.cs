using Windsock.Evaluation.Traces.Incidents;

namespace Windsock.Evaluation.Scoring;

/// <summary>How one rule did.</summary>
internal sealed class RuleScore
{
    private readonly List<TimeSpan> _delays = [];

    public int Incidents { get; private set; }

    public int Found => _delays.Count;

    /// <summary>Reports about nothing. Each subject, peer and alert counts.</summary>
    public int False { get; private set; }

    public int AlsoTrue { get; private set; }

    /// <summary>A few of what was missed and of what was said for nothing.</summary>
    public List<string> Examples { get; } = [];

    /// <summary>Incidents found among all that was said; 1 when nothing was.</summary>
    public double Precision => Found + False == 0 ? 1 : (double)Found / (Found + False);

    /// <summary>Incidents found among all there were; 1 when there were none.</summary>
    public double Recall => Incidents == 0 ? 1 : (double)Found / Incidents;

    public void Count(Report report, Verdict verdict)
    {
        False += verdict == Verdict.False ? 1 : 0;
        AlsoTrue += verdict == Verdict.AlsoTrue ? 1 : 0;
        if (verdict == Verdict.False)
        {
            Example($"false: {report.At} {report.Namespace}/{report.DagId}.{report.TaskId} {report.Name} {report.Peer}: {report.Words}");
        }
    }

    /// <param name="delay">Null: it was never found.</param>
    public void Count(Incident incident, TimeSpan? delay)
    {
        Incidents++;
        if (delay is { } known)
        {
            _delays.Add(known);
        }
        else
        {
            Example($"missed: {incident.Start} {incident.Namespace}/{string.Join('+', incident.DagIds)}.{incident.TaskId} in {incident.Tries} tries, {incident.FailedTries} of them failed: {incident.What}");
        }
    }

    public void Add(RuleScore other)
    {
        Incidents += other.Incidents;
        False += other.False;
        AlsoTrue += other.AlsoTrue;
        _delays.AddRange(other._delays);
        other.Examples.ForEach(Example);
    }

    /// <summary>Of the time from the first of an incident to the first report; null when none was found.</summary>
    /// <param name="share">0.5 is the median.</param>
    public TimeSpan? Delay(double share)
    {
        _delays.Sort();
        return _delays.Count == 0 ? null : _delays[(int)Math.Ceiling((share * _delays.Count) - 1)];
    }

    private void Example(string words)
    {
        if (Examples.Count < 40)
        {
            Examples.Add(words);
        }
    }
}
