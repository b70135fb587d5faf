using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Exporter.Tests.Prometheus.Cardinality;

/// <summary>The oracle of every forecast is the exporter itself: it counts what the DAGs do, and its page is read.</summary>
public class SeriesForecastTests
{
    private static readonly PrometheusOptions Wide = new();

    [Fact]
    public async Task A_usual_DAG_has_the_series_that_are_forecast()
    {
        var traffic = new TaskTraffic { Peers = 8, PeerKinds = 4, Requests = 3, DnsCodes = 2, Troubles = 2, HasMesh = true, Serves = true, Systems = 3, HasClaims = true, HasStateLocks = true, CloudCalls = 4 };

        Assert.Equal(Forecast([12, 3], traffic, Wide), await PlayAsync([12, 3], traffic, Wide));
    }

    [Theory]
    [InlineData("denials_total", 6)]
    [InlineData("task_tries_total", 3)]
    [InlineData("mesh_findings_total", 3)]
    [InlineData("dag_identity_info", 1)]
    [InlineData("peer_connections_total", 6)]
    [InlineData("http_request_duration_seconds", 0)]
    [InlineData("connection_setup_seconds", 17)]
    public void A_task_has_so_many_series_of_a_family(string name, int series)
    {
        var family = MetricRegistry.TaskFamilies.Single(family => family.Name == name);

        Assert.Equal(series, SeriesPerTask.SetsOf(family, new TaskTraffic(), Wide) * SeriesPerTask.WeightOf(family));
    }

    [Fact]
    public void Without_budgets_in_the_way_nothing_folds()
    {
        var forecasts = SeriesForecast.Of([SeriesPerTask.Of(new TaskTraffic(), 10, Wide), SeriesPerTask.Of(new TaskTraffic(), 20, Wide)], Wide);

        Assert.All(forecasts, forecast => Assert.Equal((forecast.Wanted, 0L, 0L), (forecast.Live, forecast.Other, forecast.Folded)));
        Assert.Equal(30 * 6, forecasts.Single(forecast => forecast.Family.Name == "denials_total").Live);
    }

    [Fact]
    public void What_a_DAG_has_past_its_budget_folds_into_its_own_overflow()
    {
        var options = new PrometheusOptions { SeriesPerDag = 100 };
        var forecast = SeriesForecast.Of([SeriesPerTask.Of(new TaskTraffic { Peers = 30 }, 10, options)], options).Single(family => family.Family.Name == "peer_connections_total");

        Assert.Equal((300, 100, 1, 200), (forecast.Wanted, forecast.Own, forecast.Other, forecast.Folded));
    }

    [Fact]
    public void Families_whose_series_are_made_at_zero_have_as_many_as_a_task_can_have() => Assert.All(
        MetricRegistry.TaskFamilies.Where(family => SeriesPerTask.BasisOf(family) == ForecastBasis.Closed),
        family => Assert.Equal(SeriesPerTask.MostOf(family, Wide), SeriesPerTask.SetsOf(family, new TaskTraffic(), Wide)));

    [Fact]
    public void Under_any_budget_the_forecast_is_what_the_exporter_shows() =>
        Prop.ForAll<byte[], int, int>((dags, shape, budget) =>
        {
            var tasks = dags.Take(6).Select(size => 1 + (size % 9)).ToImmutableArray();
            var (traffic, options) = (TrafficOf(shape), OptionsOf(budget));
            var (forecast, shown) = (Forecast(tasks, traffic, options), PlayAsync(tasks, traffic, options).GetAwaiter().GetResult());
            return forecast.SequenceEqual(shown)
                ? true.ToProperty()
                : false.Label($"{traffic}\n{options.SeriesPerFamily}/{options.SeriesPerDag}/{options.PeersPerTask} tasks {string.Join(' ', tasks)}\n{Difference(forecast, shown)}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_task_has_more_than_the_most() =>
        Prop.ForAll<int>(shape =>
        {
            var (traffic, options) = (TrafficOf(shape), new PrometheusOptions { PeersPerTask = 4 });
            var shown = PlayAsync([1], traffic, options).GetAwaiter().GetResult();
            return MetricRegistry.TaskFamilies.Select((family, index) => shown[index] <= SeriesPerTask.MostOf(family, options) * SeriesPerTask.WeightOf(family)).All(fits => fits);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_task_that_asks_systems_of_the_platform_has_their_failures_at_zero()
    {
        var traffic = new TaskTraffic { Peers = 0, Systems = 2, HasClaims = true };

        Assert.Equal((4, 18, 9), (Sets("platform_actions_total"), Sets("platform_failures_total"), Sets("crossplane_troubles_total")));

        int Sets(string name) => SeriesPerTask.SetsOf(MetricRegistry.TaskFamilies.Single(family => family.Name == name), traffic, Wide);
    }

    /// <summary>A task without peers talks to nobody; the platform may tell of it all the same.</summary>
    private static TaskTraffic TrafficOf(int seed)
    {
        var random = new Random(seed);
        return new TaskTraffic
        {
            Peers = random.Next(8) == 0 ? 0 : random.Next(1, 12),
            Systems = random.Next(0, 6),
            Actions = random.Next(1, 5),
            HasClaims = random.Next(2) == 0,
            HasStateLocks = random.Next(2) == 0,
            CloudCalls = random.Next(0, 5),
            PeerKinds = random.Next(1, 4),
            Requests = random.Next(0, 4),
            DnsCodes = random.Next(0, 3),
            Troubles = random.Next(0, 4),
            HasMesh = random.Next(2) == 0,
            Serves = random.Next(2) == 0,
        };
    }

    private static PrometheusOptions OptionsOf(int seed)
    {
        var random = new Random(seed);
        return new PrometheusOptions { SeriesPerFamily = random.Next(1, 400), SeriesPerDag = random.Next(1, 120), PeersPerTask = random.Next(1, 8) };
    }

    private static ImmutableArray<long> Forecast(ImmutableArray<int> tasks, TaskTraffic traffic, PrometheusOptions options) =>
        [.. SeriesForecast.Of([.. tasks.Select(count => SeriesPerTask.Of(traffic, count, options))], options).Select(family => family.Live)];

    private static async Task<ImmutableArray<long>> PlayAsync(ImmutableArray<int> tasks, TaskTraffic traffic, PrometheusOptions options)
    {
        var played = new PlayedDags(options);
        for (var dag = 0; dag < tasks.Length; dag++)
        {
            played.Play($"dag_{dag}", tasks[dag], traffic);
        }

        return await played.CountAsync();
    }

    private static string Difference(ImmutableArray<long> forecast, ImmutableArray<long> shown) => string.Join('\n', MetricRegistry.TaskFamilies
        .Select((family, index) => (family.Name, Forecast: forecast[index], Shown: shown[index]))
        .Where(row => row.Forecast != row.Shown)
        .Select(row => $"{row.Name}: forecast {row.Forecast}, shown {row.Shown}"));
}
