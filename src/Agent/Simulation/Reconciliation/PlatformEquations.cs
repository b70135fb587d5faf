using System.Collections.Immutable;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.Truth.Platform;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>The books of the platform: what was asked of it and what came of that, against what the agent counted on each step of its
/// way.</summary>
internal static class PlatformEquations
{
    public const string TakenIsAttributed = "requests and log entries taken (truth) = attributed";

    /// <summary>Ways in which a call to a cloud may be seen besides its answer.</summary>
    private const int MoreWays = 2;

    private const string LogDoubt = "a cloud's log does not name the pod";

    /// <summary>Everything that the senders got rid of has been counted somewhere.</summary>
    /// <param name="delivery">Null: nobody tells the agent anything of the platform.</param>
    public static bool IsSettled(MetricsPage page, PlatformDelivery? delivery) => delivery is null
        || (delivery.IsDone
            && page.Sum(AgentMetrics.PlatformAttribution) >= delivery.Taken
            && page.PlatformConsumers().All(consumer => In(page, consumer) == Done(page, consumer) && In(page, consumer) >= Attributed(page)));

    /// <summary>From the wire to the last consumer.</summary>
    public static IEnumerable<Equation> Of(MetricsPage page, PlatformDelivery delivery) => [.. Way(page, delivery), .. Consumers(page)];

    /// <summary>Task by task.</summary>
    /// <param name="series">Per-task counters summed over the life of the demonstration.</param>
    public static IEnumerable<Equation> OfTasks(PlatformBooks truth, IReadOnlyDictionary<TrueSeries, long> series) =>
        [.. Tasks(truth.Totals, series), .. CloudCalls(truth.CloudCalls, series)];

    /// <summary>Failed tries of which the platform alone knows why are told in the platform's own words.</summary>
    public static Equation OfWords(ImmutableArray<DiagnosisRow> rows)
    {
        var wanted = rows.Where(row => row.True.Reason is { Says.IsEmpty: false }).ToList();
        return new Equation(
            "failed tries with the platform's word for it (truth) = told so",
            wanted.Count,
            wanted.Count(row => row.Told?.Cause is { } cause && row.True.Reason!.Says.All(piece => cause.Sentence.Contains(piece, StringComparison.Ordinal))));
    }

    private static IEnumerable<Equation> Way(MetricsPage page, PlatformDelivery delivery)
    {
        yield return new Equation("requests and log entries offered (truth) = taken + given up", delivery.Offered, delivery.Taken + delivery.Lost);
        yield return new Equation("requests and log entries given up (truth)", 0, delivery.Lost);
        yield return new Equation(TakenIsAttributed, delivery.Taken, page.Sum(AgentMetrics.PlatformAttribution));
        yield return new Equation("taken again (truth) = duplicates", delivery.Again, Events(page, "duplicate"));
        yield return new Equation("unreadable (truth) = undecodable", delivery.GarbledTaken, Events(page, "undecodable"));
        yield return new Equation(
            "platform events decoded = attributed + other + dropped before",
            page.Sum(AgentMetrics.PlatformEvents, ("outcome", "decoded")),
            Attributed(page) + page.Sum(AgentMetrics.PlatformDropped, ("stage", "attribute")));
    }

    private static IEnumerable<Equation> Consumers(MetricsPage page)
    {
        var consumers = page.PlatformConsumers();
        yield return new Equation("at least one consumer of platform events is on the page", 1, Math.Min(1, consumers.Count));
        foreach (var consumer in consumers)
        {
            yield return new Equation($"platform events attributed = in of {consumer}", Attributed(page), In(page, consumer));
            yield return new Equation($"platform events in = done + dropped of {consumer}", In(page, consumer), Done(page, consumer));
        }
    }

    private static IEnumerable<Equation> Tasks(PlatformTotals truth, IReadOnlyDictionary<TrueSeries, long> series)
    {
        foreach (var family in PlatformFamily.All)
        {
            var left = truth.Series.Where(one => one.Key.Family == family).ToDictionary();
            var right = series.Where(one => one.Key.Family == family && one.Value != 0).ToDictionary();
            var doubt = truth.Doubtful.Where(one => one.Key.Family == family).Sum(one => one.Value);
            yield return new Equation($"{family}: sum of {left.Count} series (truth) = sum of {right.Count}", left.Values.Sum(), right.Values.Sum(), doubt) { DoubtBecause = LogDoubt };
            foreach (var one in left.Keys.Union(right.Keys).OrderBy(one => one.Labels, StringComparer.Ordinal))
            {
                var equation = new Equation(one.ToString(), truth.Of(one), right.GetValueOrDefault(one), truth.DoubtOf(one)) { DoubtBecause = LogDoubt };
                if (!equation.Holds)
                {
                    yield return equation;
                }
            }
        }
    }

    /// <summary>Calls to clouds that scenes count, and no other. The agent counts a call once for each way in which it is seen: by its answer,
    /// and where it can by its connection and by the cloud's own log.</summary>
    private static IEnumerable<Equation> CloudCalls(IReadOnlyDictionary<TrueSeries, long> truth, IReadOnlyDictionary<TrueSeries, long> series) =>
        truth.OrderBy(one => one.Key.Labels, StringComparer.Ordinal).Select(one =>
            new Equation($"{one.Key["task_id"]}: calls to {one.Key["system"]} {one.Key["kind"]}, {one.Key["outcome"]} (truth) = counted", one.Value, series.GetValueOrDefault(one.Key), MoreWays * one.Value)
            {
                DoubtBecause = "a call may be seen in three ways",
            });

    private static IReadOnlyList<string> PlatformConsumers(this MetricsPage page) =>
        [.. page.Of(AgentMetrics.PlatformConsumer).Select(sample => sample["consumer"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static long Events(MetricsPage page, string outcome) =>
        page.Sum(AgentMetrics.PlatformEvents, ("source", AgentMetrics.PlatformSource), ("outcome", outcome));

    /// <summary>How resources and locks stand is not anybody's: it is counted beside.</summary>
    private static long Attributed(MetricsPage page) => page.Sum(AgentMetrics.PlatformAttribution) + page.Sum(AgentMetrics.PlatformOthers);

    private static long In(MetricsPage page, string consumer) => page.Sum(AgentMetrics.PlatformConsumer, ("consumer", consumer), ("outcome", "in"));

    private static long Done(MetricsPage page, string consumer) =>
        page.Sum(AgentMetrics.PlatformConsumer, ("consumer", consumer), ("outcome", "done")) + page.Sum(AgentMetrics.PlatformDropped, ("stage", consumer));
}
