using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>Draws what a task does: whom it talks to, how often, how much, and how regular it is in that.</summary>
internal sealed class TaskPlanner
{
    private readonly TraceOptions _options;
    private readonly Randomness _random;
    private readonly TargetMaker _targets;
    private readonly ImmutableArray<Target> _services;
    private readonly ImmutableArray<Target> _sites;
    private readonly List<BenignChange> _changes;

    /// <param name="changes">Lasting changes by deploys are added here.</param>
    public TaskPlanner(
        TraceOptions options, Randomness random, TargetMaker targets, ImmutableArray<Target> services, ImmutableArray<Target> sites, List<BenignChange> changes)
    {
        _options = options;
        _random = random;
        _targets = targets;
        _services = services;
        _sites = sites;
        _changes = changes;
    }

    public TaskPlan Draw(string dagId, string space, Schedule schedule, int index)
    {
        var isDaily = schedule != Schedule.Hourly;
        var task = new TaskPlan
        {
            Key = new TaskKey(space, dagId, string.Create(CultureInfo.InvariantCulture, $"{Words.Verbs[_random.Below(Words.Verbs.Length)]}_{index}")),
            Uses = Uses(isDaily),
            Duration = isDaily ? _random.LogNormal(120, 0.6) : _random.LogNormal(35, 0.4),
            FailureRate = _random.Between(0.003, 0.03),
            MaxTries = _random.Between(2, 4),
            MapCount = isDaily && _random.Chance(0.08) ? _random.Between(2, 6) : 0,
            SearchesPath = _random.Chance(0.3),
            ReverseLookups = isDaily && _random.Chance(0.02) ? _random.Between(20, 60) : 0,
            Buckets = _random.Chance(0.1) ? _random.Between(2, 5) : 0,
            LoadSpread = _random.Between(0.05, 0.25),
        };
        Deploy(task);
        return task;
    }

    private List<PeerUse> Uses(bool isDaily)
    {
        var isHeavy = _random.Chance(0.25);
        List<PeerUse> uses = [Use(_services[0], isDaily, isHeavy: false)];
        var services = _random.Shuffle(_services.Skip(1)).Take(_random.Between(1, 3)).ToList();
        var sites = _random.Shuffle(_sites).Take(_random.Between(0, 3)).ToList();
        uses.AddRange(services.Select((service, place) => Use(service, isDaily, isHeavy && place == 0)));
        uses.AddRange(sites.Select((site, place) => Use(site, isDaily, isHeavy && place == 0)));
        if (_random.Chance(0.05))
        {
            var zone = string.Create(CultureInfo.InvariantCulture, $"edge{_random.Below(4)}.fastcdn.net");
            uses.Add(Use(_targets.Site($"host.{zone}", zone), isDaily, isHeavy: false));
        }

        if (_random.Chance(0.25))
        {
            // Paths that a run in ten takes, or (every hour) one in a hundred.
            uses.Add(Unlike(_random.Pick(_sites), uses) with { Probability = isDaily ? 0.1 : _random.Pick([0.1, 0.1, 0.02]) });
        }

        if (isDaily && _random.Chance(0.06))
        {
            uses.Add(Unlike(_random.Pick(_services), uses) with { OnlyAtMonthEnd = true });
        }

        if (_random.Chance(0.15))
        {
            uses.Add(Unlike(_random.Pick(_services), uses) with { OnlyInRetries = true });
        }

        return [.. uses.DistinctBy(use => use.Target.StableName)];
    }

    private PeerUse Unlike(Target target, List<PeerUse> others) =>
        new() { Target = others.Exists(use => use.Target.StableName == target.StableName) ? _random.Pick(_services) : target, Connections = 1.5 };

    private PeerUse Use(Target target, bool isDaily, bool isHeavy) => new()
    {
        Target = target,
        Connections = isHeavy ? _random.LogNormal(isDaily ? 20 : 9, 0.4) : _random.Between(1, isDaily ? 5.0 : 3.0),
        Spread = _random.Between(0.05, 0.35),
        SentBytes = _random.LogNormal(30_000, 1.2),
        ReceivedBytes = _random.LogNormal(200_000, 1.2),
        ByteSpread = _random.Between(0.1, 0.5),
        BeginsWith401 = target.SpeaksHttp && _random.Chance(0.08),
    };

    /// <summary>A release that makes it do more or less of the same from then on: below what anybody has to be told of.</summary>
    private void Deploy(TaskPlan task)
    {
        if (!_random.Chance(0.2))
        {
            return;
        }

        var at = TraceOptions.Start.Add(TimeSpan.FromHours(_random.Below(_options.Days * 24)));
        var factor = _random.Pick([0.5, 0.7, 1.4, 1.8, 2.2]);
        task.LoadSteps.Add((at, factor));
        _changes.Add(new BenignChange(
            $"{task.Key.DagId}.{task.Key.TaskId}", at, _options.End, string.Create(CultureInfo.InvariantCulture, $"a deploy multiplied its load by {factor} for good")));
    }
}
