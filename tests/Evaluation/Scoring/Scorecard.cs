namespace Windsock.Evaluation.Scoring;

/// <summary>How one contestant did, over one trace or several.</summary>
internal sealed class Scorecard(string name, double days)
{
    private readonly SortedDictionary<string, RuleScore> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool IsPage, bool IsFalse)> _alerts = new(StringComparer.Ordinal);
    private int _otherAlerts;
    private int _otherPages;
    private int _otherFalsePages;

    public string Name => name;

    public double Days { get; private set; } = days;

    public IReadOnlyDictionary<string, RuleScore> Rules => _rules;

    public int Alerts => _alerts.Count + _otherAlerts;

    public int Pages => _alerts.Values.Count(alert => alert.IsPage) + _otherPages;

    /// <summary>Pages in which nothing is true.</summary>
    public int FalsePages => _alerts.Values.Count(alert => alert is { IsPage: true, IsFalse: true }) + _otherFalsePages;

    public double AlertsPerDay => Alerts / Days;

    public double PagesPerWeek => Pages / Days * 7;

    public double FalsePagesPerWeek => FalsePages / Days * 7;

    /// <summary>All rules together.</summary>
    /// <param name="but">Leaves these out.</param>
    public RuleScore Sum(params ReadOnlySpan<string> but)
    {
        var sum = new RuleScore();
        foreach (var (rule, score) in _rules)
        {
            if (!but.Contains(rule))
            {
                sum.Add(score);
            }
        }

        return sum;
    }

    public RuleScore Of(string rule)
    {
        if (!_rules.TryGetValue(rule, out var score))
        {
            _rules.Add(rule, score = new RuleScore());
        }

        return score;
    }

    /// <summary>An alert is a page when one of its reports is, and false when all of them are.</summary>
    public void CountAlert(Report report, Verdict verdict)
    {
        var (isPage, isFalse) = _alerts.GetValueOrDefault(report.Alert, (false, true));
        _alerts[report.Alert] = (isPage || report.IsPage, isFalse && verdict == Verdict.False);
    }

    /// <summary>Takes in the card of another trace.</summary>
    public void Add(Scorecard other)
    {
        Days += other.Days;
        _otherAlerts += other.Alerts;
        _otherPages += other.Pages;
        _otherFalsePages += other.FalsePages;
        foreach (var (rule, score) in other.Rules)
        {
            Of(rule).Add(score);
        }
    }
}
