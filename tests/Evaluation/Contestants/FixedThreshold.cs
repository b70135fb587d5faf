using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Contestants;

/// <summary>Limits per DAG and hour that are the same for all DAGs, as they are written by hand for a cluster. Three times a limit is a page.</summary>
internal sealed class FixedThreshold : HourlyContestant
{
    private const int PageFactor = 3;

    private static readonly Dictionary<Quantity, long> Limits = new()
    {
        [Quantity.Connections] = 300,
        [Quantity.Denials] = 5,
        [Quantity.Peers] = 25,
        [Quantity.DnsFailures] = 10,
        [Quantity.SentBytes] = 50_000_000,
        [Quantity.Forbidden] = 5,
        [Quantity.Unauthorized] = 5,
    };

    public override string Name => "fixed limits";

    public override IReadOnlyCollection<string> Covers { get; } = [.. RuleOf.Values];

    protected override void Judge(DagKey dag, DagHour hour, Instant now)
    {
        foreach (var (quantity, limit) in Limits)
        {
            if (hour[quantity] > limit)
            {
                Say(dag, RuleOf[quantity], "", now, hour[quantity] >= PageFactor * limit, string.Create(CultureInfo.InvariantCulture, $"{quantity} {hour[quantity]}, limit {limit}"));
            }
        }
    }
}
