using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>The books of calls: what the sidecars wrote against what the agent counted on each step of its way.</summary>
internal static class CallEquations
{
    /// <summary>Everything that the sidecars got rid of has been counted somewhere.</summary>
    /// <param name="delivery">Null: nobody hears them.</param>
    public static bool IsSettled(MetricsPage page, CallDelivery? delivery) => delivery is null
        || (page.Sum(AgentMetrics.CallsReceived) >= delivery.Offered - delivery.Lost.Count
            && Attributed(page) >= page.Sum(AgentMetrics.CallsDecoded)
            && page.CallConsumers().All(consumer => In(page, consumer) == Done(page, consumer) && In(page, consumer) >= page.Sum(AgentMetrics.CallAttribution)));

    public static IEnumerable<Equation> Of(MetricsPage page, CallTotals truth, CallDelivery delivery)
    {
        var (received, decoded) = (page.Sum(AgentMetrics.CallsReceived), page.Sum(AgentMetrics.CallsDecoded));
        yield return new Equation("calls offered by sidecars (truth) = received + lost", delivery.Offered, received + delivery.Lost.Count);
        yield return new Equation(
            "calls received = decoded + undecodable + duplicates",
            received,
            decoded + page.Sum(AgentMetrics.CallsUndecodable) + page.Sum(AgentMetrics.CallDuplicates));
        yield return new Equation("calls (truth) = decoded", truth.Calls, decoded);
        yield return new Equation("calls decoded = attributed + dropped before", decoded, Attributed(page));
        foreach (var kind in Enum.GetValues<TrueOwnerKind>())
        {
            var name = kind.ToString().ToLowerInvariant();
            yield return new Equation(
                $"calls of kind {name} (truth) = attributed", truth.Kinds.GetValueOrDefault(kind), page.Sum(AgentMetrics.CallAttribution, ("kind", name)));
        }

        var consumers = page.CallConsumers();
        yield return new Equation("at least one consumer of calls is on the page", 1, Math.Min(1, consumers.Count));
        foreach (var consumer in consumers)
        {
            yield return new Equation($"calls attributed = in of {consumer}", page.Sum(AgentMetrics.CallAttribution), In(page, consumer));
            yield return new Equation($"calls in = done + dropped of {consumer}", In(page, consumer), Done(page, consumer));
        }
    }

    private static IReadOnlyList<string> CallConsumers(this MetricsPage page) =>
        [.. page.Of(AgentMetrics.CallConsumer).Select(sample => sample["consumer"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static long Attributed(MetricsPage page) =>
        page.Sum(AgentMetrics.CallAttribution) + page.Sum(AgentMetrics.CallsDropped, ("stage", "attribute"));

    private static long In(MetricsPage page, string consumer) => page.Sum(AgentMetrics.CallConsumer, ("consumer", consumer), ("outcome", "in"));

    private static long Done(MetricsPage page, string consumer) =>
        page.Sum(AgentMetrics.CallConsumer, ("consumer", consumer), ("outcome", "done")) + page.Sum(AgentMetrics.CallsDropped, ("stage", consumer));
}
