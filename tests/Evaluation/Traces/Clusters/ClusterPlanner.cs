using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>Draws a cluster: services, sites, and DAGs that use them each in their own way.</summary>
internal sealed class ClusterPlanner
{
    private const int ServiceCount = 60;
    private const int SiteCount = 80;

    private readonly TraceOptions _options;
    private readonly Randomness _random;
    private readonly TargetMaker _targets;
    private readonly List<BenignChange> _changes = [];

    private ClusterPlanner(TraceOptions options, Randomness random)
    {
        _options = options;
        _random = random;
        _targets = new TargetMaker(random.Fork(1));
    }

    public static ClusterPlan Draw(TraceOptions options, Randomness random) => new ClusterPlanner(options, random).Draw();

    private ClusterPlan Draw()
    {
        ImmutableArray<Target> services = [_targets.Service(ClusterPlan.PlainSpace, "airflow-api-server", isMeshed: true), .. Services(ServiceCount, "")];
        ImmutableArray<Target> sites = [.. Sites(SiteCount, "")];
        ImmutableArray<Target> spare = [.. Services(20, "-next"), .. Sites(40, "new."), _targets.Address(), _targets.Address(), _targets.Address()];
        var taskPlanner = new TaskPlanner(_options, _random.Fork(2), _targets, services, sites, _changes);
        ImmutableArray<DagPlan> dags = [.. Enumerable.Range(0, _options.Dags).Select(number => Dag(number, taskPlanner))];
        return new ClusterPlan(services, sites, spare, dags, [.. _changes]);
    }

    private IEnumerable<Target> Services(int count, string suffix) => Enumerable.Range(0, count).Select(number =>
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Words.Stores[number % Words.Stores.Length]}{suffix}-{number / Words.Stores.Length}");
        return _targets.Service(_random.Pick(Words.Spaces), name, isMeshed: _random.Chance(0.7));
    });

    private IEnumerable<Target> Sites(int count, string prefix) => Enumerable.Range(0, count).Select(number =>
        _targets.Site($"{prefix}{(number < Words.Vendors.Length ? "api" : $"eu{number / Words.Vendors.Length}")}.{Words.Vendors[number % Words.Vendors.Length]}.com"));

    private DagPlan Dag(int number, TaskPlanner tasks)
    {
        var schedule = ScheduleOf(number);
        var id = string.Create(CultureInfo.InvariantCulture, $"{Words.Subjects[number % Words.Subjects.Length]}_{NameOf(schedule)}_{number}");
        var isMeshed = _random.Chance(0.6);
        var space = isMeshed ? ClusterPlan.MeshSpace : ClusterPlan.PlainSpace;
        var isHourly = schedule == Schedule.Hourly;
        var isRelabelled = _random.Chance(0.05);
        var relabelledAt = isRelabelled ? SomeDay() : Instant.Never;
        if (isRelabelled)
        {
            _changes.Add(new BenignChange(id, relabelledAt, _options.End, "a deploy changed the labels of its pods: one new identity of Cilium"));
        }

        return new DagPlan
        {
            Id = id,
            Namespace = space,
            IsMeshed = isMeshed,
            ShowsHttp = _random.Chance(0.5),
            Schedule = schedule,
            Offset = isHourly ? TimeSpan.FromMinutes(_random.Below(60)) : TimeSpan.FromMinutes(_random.Below(24 * 60)),
            Days = _random.Chance(0.5) ? [_random.Between(1, 14), _random.Between(15, 29)] : [_random.Between(1, 29)],
            ServiceAccount = $"{id.Replace('_', '-')}-sa",
            CloudIdentity = _random.Chance(0.5) ? $"arn:aws:iam::111122223333:role/{id}" : "",
            Identity = CiliumNumbers.FirstDag + (uint)number,
            RelabelledAt = relabelledAt,
            Growth = _random.Chance(0.15) ? _random.Between(1.005, 1.02) : 1,
            Weekend = _random.Chance(0.4) ? _random.Between(0.3, 0.8) : 1,
            DayShape = isHourly && _random.Chance(0.4) ? _random.Between(0.5, 1.5) : 0,
            Tasks = [.. Enumerable.Range(0, isHourly ? _random.Between(1, 3) : _random.Between(1, 4)).Select(index => tasks.Draw(id, space, schedule, index))],
        };
    }

    private Schedule ScheduleOf(int number) => (number * 20 / _options.Dags) switch { < 6 => Schedule.Hourly, 19 => Schedule.Monthly, _ => Schedule.Daily };

    private Instant SomeDay() => TraceOptions.Start.Add(TimeSpan.FromHours(_random.Below(_options.Days * 24)));

    private static string NameOf(Schedule schedule) => schedule switch { Schedule.Hourly => "hourly", Schedule.Daily => "daily", _ => "monthly" };
}
