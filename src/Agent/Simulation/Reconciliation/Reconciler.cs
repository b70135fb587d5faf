using System.Collections.Immutable;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Compares what the agent says on its metrics page with what really happened.</summary>
/// <param name="calls">Of the sidecars; null when the agent does not hear them.</param>
/// <param name="platform">Of those who tell what is asked of the platform; null when nobody does.</param>
internal sealed class Reconciler(TruthLedger truth, DeliveryRecord delivery, CallDelivery? calls = null, PlatformDelivery? platform = null)
{
    /// <summary>The agent's pages list the latest 500 tries, those that still run among them.</summary>
    private const int MostTold = 400;

    /// <summary>Everything that was offered has been counted somewhere, and nothing is under way.</summary>
    public bool IsSettled(MetricsPage page) =>
        page.OfSource(AgentMetrics.Received) + page.OfSource(AgentMetrics.Lost) >= Offered(truth.Totals(delivery.Overtaken))
        && page.Sum(AgentMetrics.Attribution) >= page.OfSource(AgentMetrics.Decoded)
        && page.Sum(AgentMetrics.Waiting) == 0
        && page.Sum(AgentMetrics.Queued) == 0
        && CallEquations.IsSettled(page, calls)
        && PlatformEquations.IsSettled(page, platform)
        && page.Consumers().All(consumer => In(page, consumer) == Done(page, consumer) && In(page, consumer) >= page.OfSource(AgentMetrics.Decoded));

    /// <summary>Everything that takes its time to be decided has been: whether connections get an answer, how tries ended.</summary>
    /// <param name="now">World time to which the world was played.</param>
    /// <param name="series">Per-task counters summed over the life of the demonstration.</param>
    public bool IsDecided(TimeSpan now, IReadOnlyDictionary<TrueSeries, long> series)
    {
        var connections = ConnectionEquations.Of(truth.ConnectionTotals(now, delivery.Overtaken), series);
        return connections.Concat(TryEquations.Of(truth.Tries, series)).Concat(PlatformTasks(series)).All(equation => equation.Left <= equation.Right);
    }

    /// <param name="now">World time to which the world was played.</param>
    /// <param name="series">Per-task counters summed over the life of the demonstration.</param>
    /// <param name="tries">As the agent's pages tell them.</param>
    public ReconciliationReport Compare(MetricsPage page, TimeSpan now, IReadOnlyDictionary<TrueSeries, long> series, IEnumerable<ToldTry> tries)
    {
        var totals = truth.Totals(delivery.Overtaken);
        var told = truth.CallTotals(calls?.Lost ?? new HashSet<long>());
        var diagnoses = DiagnosisReport.Of([.. truth.Tries.TakeLast(MostTold)], tries);
        return new ReconciliationReport(
            [
                .. Source(page, totals), .. Attribution(page, totals), .. Consumers(page),
                .. calls is null ? [] : CallEquations.Of(page, told, calls), .. Tasks(Together(totals, told), series),
                .. ConnectionEquations.Of(truth.ConnectionTotals(now, delivery.Overtaken), series), .. TryEquations.Of(truth.Tries, series),
                .. platform is null ? [] : PlatformEquations.Of(page, platform).Append(PlatformEquations.OfWords(diagnoses.Rows)),
                .. PlatformTasks(series),
            ],
            diagnoses);
    }

    private IEnumerable<Equation> PlatformTasks(IReadOnlyDictionary<TrueSeries, long> series) =>
        platform is null ? [] : PlatformEquations.OfTasks(truth.Platform, series);

    private long Offered(TruthTotals totals) => totals.Flows + delivery.Resent + delivery.BadMessages + delivery.Lost;

    private IEnumerable<Equation> Source(MetricsPage page, TruthTotals totals)
    {
        var (received, decoded) = (page.OfSource(AgentMetrics.Received), page.OfSource(AgentMetrics.Decoded));
        var (undecodable, duplicates) = (page.OfSource(AgentMetrics.Undecodable), page.OfSource(AgentMetrics.Duplicates));
        yield return new Equation("offered (truth) = received + lost", Offered(totals), received + page.OfSource(AgentMetrics.Lost));
        yield return new Equation("received = decoded + undecodable + duplicates", received, decoded + undecodable + duplicates);
        yield return new Equation("flows (truth) = decoded", totals.Flows, decoded);
        yield return new Equation("sent again (truth) = duplicates", delivery.Resent, duplicates);
        foreach (var failure in Enum.GetValues<DecodeFailure>())
        {
            var reason = failure == DecodeFailure.NotAFlow ? "not_a_flow" : failure.ToString().ToLowerInvariant();
            var counted = page.Sum(AgentMetrics.Undecodable, ("source", AgentMetrics.Source), ("reason", reason));
            yield return new Equation($"undecodable, {reason} (truth) = undecodable", delivery.BadBecause(failure), counted);
        }

        foreach (var (loss, reason) in LossReasons)
        {
            var counted = page.Sum(AgentMetrics.Lost, ("source", AgentMetrics.Source), ("reason", reason));
            yield return new Equation($"lost, {reason} (truth) = lost", delivery.LostBecause(loss), counted);
        }
    }

    private static ImmutableArray<(LossReason Loss, string Reason)> LossReasons { get; } =
    [
        (LossReason.Unknown, "unknown"),
        (LossReason.PerfEventRingBuffer, "perf_event_ring_buffer"),
        (LossReason.ObserverEventsQueue, "observer_events_queue"),
        (LossReason.HubbleRingBuffer, "hubble_ring_buffer"),
    ];

    private static IEnumerable<Equation> Attribution(MetricsPage page, TruthTotals totals)
    {
        yield return new Equation("decoded = sum of attribution classes", page.OfSource(AgentMetrics.Decoded), page.Sum(AgentMetrics.Attribution));
        foreach (var kind in Enum.GetValues<TrueOwnerKind>())
        {
            foreach (var sureness in Enum.GetValues<TrueClass>())
            {
                var (kindName, className) = (kind.ToString().ToLowerInvariant(), sureness.ToString().ToLowerInvariant());
                var counted = page.Sum(AgentMetrics.Attribution, ("kind", kindName), ("class", className));
                yield return new Equation($"{kindName}/{className} (truth) = attributed", totals.Classes.GetValueOrDefault((kind, sureness)), counted);
            }
        }
    }

    private static IEnumerable<Equation> Consumers(MetricsPage page)
    {
        var consumers = page.Consumers();

        // A page without any branch would pass every check of branches.
        yield return new Equation("at least one consumer is on the page", 1, Math.Min(1, consumers.Count));
        foreach (var consumer in consumers)
        {
            yield return new Equation($"attributed = in of {consumer}", page.Sum(AgentMetrics.Attribution), In(page, consumer));
            yield return new Equation($"in = done + dropped of {consumer}", In(page, consumer), Done(page, consumer));
        }

        yield return new Equation("nothing is under way", 0, page.Sum(AgentMetrics.Waiting) + page.Sum(AgentMetrics.Queued));
    }

    /// <summary>Requests are counted from either, each once.</summary>
    private static Dictionary<TrueSeries, long> Together(TruthTotals totals, CallTotals told)
    {
        var sums = totals.Series.ToDictionary();
        foreach (var (one, amount) in told.Series)
        {
            sums[one] = sums.GetValueOrDefault(one) + amount;
        }

        return sums;
    }

    private static IEnumerable<Equation> Tasks(Dictionary<TrueSeries, long> totals, IReadOnlyDictionary<TrueSeries, long> series)
    {
        foreach (var family in TaskFamilies.OfEvents)
        {
            var left = totals.Where(one => one.Key.Family == family).ToDictionary();
            var right = series.Where(one => one.Key.Family == family && one.Value != 0).ToDictionary();
            yield return new Equation($"{family}: sum of {left.Count} series (truth) = sum of {right.Count}", left.Values.Sum(), right.Values.Sum());
            foreach (var one in left.Keys.Union(right.Keys).OrderBy(one => one.Labels, StringComparer.Ordinal))
            {
                var equation = new Equation(one.ToString(), left.GetValueOrDefault(one), right.GetValueOrDefault(one));
                if (!equation.Holds)
                {
                    yield return equation;
                }
            }
        }
    }

    private static long In(MetricsPage page, string consumer) => page.Sum(AgentMetrics.Consumer, ("consumer", consumer), ("outcome", "in"));

    private static long Done(MetricsPage page, string consumer) =>
        page.Sum(AgentMetrics.Consumer, ("consumer", consumer), ("outcome", "done")) + page.Sum(AgentMetrics.Dropped, ("stage", consumer));
}
