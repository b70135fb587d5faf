using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

public sealed class CallEquationsTests
{
    private static readonly CallTotals Truth = new(
        40,
        new Dictionary<TrueOwnerKind, long> { [TrueOwnerKind.Task] = 25, [TrueOwnerKind.Component] = 4, [TrueOwnerKind.Other] = 11 },
        ImmutableDictionary<TrueSeries, long>.Empty);

    private static readonly ImmutableArray<string> Balanced =
    [
        "windsock_call_source_calls_total{source=\"istio_access_log\"} 40",
        "windsock_call_source_decoded_total{source=\"istio_access_log\"} 40",
        "windsock_call_source_undecodable_total{source=\"istio_access_log\",reason=\"malformed\"} 0",
        "windsock_call_source_duplicates_total{source=\"istio_access_log\"} 0",
        "windsock_call_attribution_total{kind=\"task\",class=\"exact\"} 24",
        "windsock_call_attribution_total{kind=\"task\",class=\"inferred\"} 1",
        "windsock_call_attribution_total{kind=\"component\",class=\"exact\"} 4",
        "windsock_call_attribution_total{kind=\"other\",class=\"exact\"} 11",
        "windsock_call_dropped_total{stage=\"attribute\",reason=\"queue_full\"} 0",
        "windsock_consumer_calls_total{consumer=\"metrics\",outcome=\"in\"} 40",
        "windsock_consumer_calls_total{consumer=\"metrics\",outcome=\"done\"} 38",
        "windsock_call_dropped_total{stage=\"metrics\",reason=\"consumer_failed\"} 2",
    ];

    [Fact]
    public void Books_that_balance_hold() =>
        Assert.All(CallEquations.Of(Page(Balanced), Truth, Delivery(43, 0, 7, 41)), equation => Assert.True(equation.Holds, equation.ToString()));

    [Fact]
    public void Every_number_is_missed_when_it_is_off_by_one()
    {
        for (var line = 0; line < Balanced.Length; line++)
        {
            foreach (var difference in new[] { 1, -1 })
            {
                var space = Balanced[line].LastIndexOf(' ');
                var value = long.Parse(Balanced[line].AsSpan(space + 1), NumberStyles.Integer, CultureInfo.InvariantCulture) + difference;
                var page = Balanced.SetItem(line, string.Create(CultureInfo.InvariantCulture, $"{Balanced[line][..space]} {value}"));

                Assert.Contains(CallEquations.Of(Page(page), Truth, Delivery(43, 0, 7, 41)), equation => !equation.Holds);
            }
        }
    }

    [Fact]
    public void A_loss_that_nobody_tells_is_missed() =>
        Assert.Contains(CallEquations.Of(Page(Balanced), Truth, Delivery(43, 0, 7)), equation => !equation.Holds);

    [Fact]
    public void An_empty_page_is_off() => Assert.Contains(CallEquations.Of(MetricsPage.Empty, Truth, Delivery(40)), equation => !equation.Holds);

    [Fact]
    public void Calls_are_settled_when_all_that_were_sent_have_been_through()
    {
        Assert.True(CallEquations.IsSettled(Page(Balanced), Delivery(43, 0, 7, 41)));
        Assert.False(CallEquations.IsSettled(Page(Balanced), Delivery(44, 0, 7, 41)));
        Assert.False(CallEquations.IsSettled(Page(Balanced.SetItem(10, Balanced[10].Replace("38", "37", StringComparison.Ordinal))), Delivery(43, 0, 7, 41)));
        Assert.True(CallEquations.IsSettled(MetricsPage.Empty, null));
    }

    private static MetricsPage Page(IEnumerable<string> lines) => MetricsPage.Parse(string.Join('\n', lines));

    private static CallDelivery Delivery(int offered, params long[] lost)
    {
        var delivery = new CallDelivery();
        for (var entry = 0; entry < offered; entry++)
        {
            delivery.Wrote();
        }

        delivery.Lose(lost);
        return delivery;
    }
}
