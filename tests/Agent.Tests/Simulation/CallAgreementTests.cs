using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Truth;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Model.Calls;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The agent's counters of requests, bytes and protected connections against the truth, without wire formats, threads and
/// clocks: when a demonstration is off, this says whether the rules or the machinery are.</summary>
public sealed class CallAgreementTests
{
    public static MatrixTheoryData<int, bool> Seeds => new(Enumerable.Range(1, 10), [false, true]);

    public static TheoryData<int> Worlds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_series_that_counts_calls_is_as_it_was(int seed, bool hearsProxies)
    {
        var truth = new TruthLedger(hearsProxies);
        var events = SomeWorld.Played(SomeWorld.Settings(seed), 30);
        foreach (var happening in events)
        {
            truth.Observe(happening);
        }

        var options = new PrometheusOptions();
        var metrics = new FlowMetrics(options, TimeProvider.System);
        var feed = new Counting(metrics);
        new SimulatedFeed(feed, hearsProxies ? feed : null).Play(events);

        var page = await ReadAsync(new MetricRegistry(metrics, null, []), options);
        var expected = truth.Totals([]).Series.Concat(truth.CallTotals(new HashSet<long>()).Series)
            .GroupBy(one => one.Key).Select(one => $"{one.Key} {one.Sum(of => of.Value)}");
        var counted = page.Samples.Where(sample => TaskFamilies.OfEvents.Contains(sample.Name) && sample.Value > 0).Select(sample => $"{sample.Series} {(long)sample.Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task What_the_mesh_tells_is_the_same_with_and_without_Hubble_beside_it(int seed)
    {
        var events = SomeWorld.Played(SomeWorld.Settings(seed), 30);

        var both = await CountAsync(events, hearsProxies: true, seesFlows: true);
        var meshAlone = await CountAsync(events, hearsProxies: true, seesFlows: false);

        Assert.NotEmpty(meshAlone);
        Assert.All(meshAlone, series => Assert.Contains(series, both));
    }

    private static async Task<List<string>> CountAsync(IReadOnlyList<Agent.Simulation.World.WorldEvent> events, bool hearsProxies, bool seesFlows)
    {
        var options = new PrometheusOptions();
        var metrics = new FlowMetrics(options, TimeProvider.System);
        var feed = new Counting(metrics);
        new SimulatedFeed(feed, hearsProxies ? feed : null, seesFlows).Play(events);
        var page = await ReadAsync(new MetricRegistry(metrics, null, []), options);
        return [.. page.Samples.Where(sample => TaskFamilies.OfEvents.Contains(sample.Name) && sample.Value > 0).Select(sample => $"{sample.Series} {(long)sample.Value}")];
    }

    private static async Task<MetricsPage> ReadAsync(MetricRegistry registry, PrometheusOptions options)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new PrometheusEndpoint(registry, options, TimeProvider.System).WriteAsync(context);
        return MetricsPage.Parse(Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>Counts; facts and the passing of time do not matter to it.</summary>
    private sealed class Counting(FlowMetrics metrics) : ITaskObserver, ICallConsumer
    {
        public string Name => metrics.Name;

        public void Observe(AttributedBatch batch) => metrics.Observe(batch);

        public void Observe(AttributedCalls calls) => metrics.Observe(calls);

        public void Observe(TaskFact fact)
        {
        }

        public void Advance(Model.Flows.Instant now)
        {
        }

        public void Finish(Model.Flows.Instant now)
        {
        }
    }
}
