using System.Globalization;
using Windsock.Evaluation.Scoring;

namespace Windsock.Evaluation.Reporting;

/// <summary>The tables of a result.</summary>
internal static class ResultTables
{
    public const double PrecisionBar = 0.95;
    public const double RecallBar = 0.9;
    public const double FalsePagesBar = 1;

    public static string OfRules(Scorecard card)
    {
        var table = new Table("rule", "incidents", "found", "false", "precision", "recall", "detected in, median", "95 %", "bar");
        foreach (var (rule, score) in card.Rules)
        {
            table.Add(
                rule, Number(score.Incidents), Number(score.Found), Number(score.False), Share(score.Precision), Share(score.Recall),
                Span(score.Delay(0.5)), Span(score.Delay(0.95)), Meets(score) ? "met" : "missed");
        }

        return table.ToString();
    }

    /// <summary>Precision and recall of all contestants side by side; a dash where one has no such rule.</summary>
    public static string Beside(IReadOnlyList<Scorecard> cards)
    {
        var table = new Table(["rule", .. cards.Select(card => $"{card.Name}: precision / recall")]);
        foreach (var rule in cards.SelectMany(card => card.Rules.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            table.Add([rule, .. cards.Select(card => card.Rules.TryGetValue(rule, out var score) ? $"{Share(score.Precision)} / {Share(score.Recall)}" : "-")]);
        }

        return table.ToString();
    }

    public static string OfNoise(IReadOnlyList<Scorecard> cards, IReadOnlyList<Scorecard> quiet)
    {
        var table = new Table("", "alerts a day", "pages a week", "false pages a week", "nothing wrong: alerts a day", "pages a week", "bar");
        foreach (var card in cards)
        {
            var still = quiet.FirstOrDefault(other => other.Name == card.Name);
            var isMet = card.FalsePagesPerWeek <= FalsePagesBar && (still?.PagesPerWeek ?? 0) <= FalsePagesBar;
            table.Add(
                card.Name, Rate(card.AlertsPerDay), Rate(card.PagesPerWeek), Rate(card.FalsePagesPerWeek), Rate(still?.AlertsPerDay ?? 0), Rate(still?.PagesPerWeek ?? 0),
                isMet ? "met" : "missed");
        }

        return table.ToString();
    }

    public static bool Meets(RuleScore score) => score.Precision >= PrecisionBar && score.Recall >= RecallBar;

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Rate(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan? span) => span switch
    {
        null => "",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalHours:0.0} h"),
    };
}
