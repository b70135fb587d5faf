using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>Draws the incidents of DAGs, each in a task of its own, in strengths from modest to plain.</summary>
internal sealed class IncidentPlanner
{
    private readonly TraceOptions _options;
    private readonly ClusterPlan _cluster;
    private readonly Randomness _random;
    private readonly Truth _truth;
    private readonly List<Disturbance> _drawn = [];
    private readonly HashSet<TaskPlan> _taken = [];
    private readonly HashSet<DagPlan> _takenDags = [];

    private IncidentPlanner(TraceOptions options, ClusterPlan cluster, Randomness random, Truth truth)
    {
        _options = options;
        _cluster = cluster;
        _random = random;
        _truth = truth;
    }

    /// <param name="truth">What is planned is written there, and is true when it has happened.</param>
    public static IncidentPlan Draw(TraceOptions options, ClusterPlan cluster, Randomness random, Truth truth)
    {
        var planner = new IncidentPlanner(options, cluster, random.Fork(1), truth);
        var troubles = new TroublePlanner(options, random.Fork(2), truth);
        if (options.WithIncidents)
        {
            planner.DrawAll();
        }

        truth.Benign.AddRange(cluster.Changes);
        return new IncidentPlan
        {
            ByDag = planner._drawn.ToLookup(disturbance => disturbance.Dag.Id),
            Claims = options.WithIncidents ? troubles.Claims(cluster, planner.Some()) : [],
            Losses = troubles.Losses(options.WithIncidents ? Math.Min(planner.Some(), options.Days / 3) : 0),
            Outages = troubles.Outages(cluster),
            Restarts = troubles.Restarts(),
        };
    }

    private void DrawAll()
    {
        // Those with the fewest tasks to choose from first.
        Repeat(IdentityExplosion);
        Repeat(IdentityShared);
        Repeat(Exfiltration);
        Repeat(() => Answers(Rules.PermissionFailures, 403));
        Repeat(() => Answers(Rules.TokenFailures, 401));
        Repeat(() => Mesh(Rules.PlaintextPeer));
        Repeat(() => Mesh(Rules.PrincipalMismatch));
        Repeat(SidecarMissing);
        Repeat(ConnectionSurge);
        Repeat(NewDestination);
        Repeat(EgressDenied);
        Repeat(DnsFailure);
        Repeat(DnsTunnel);
        Repeat(FanOut);
        Repeat(MetadataAccess);
    }

    private void Repeat(Func<Disturbance?> draw)
    {
        for (var count = Some(); count > 0; count--)
        {
            if (draw() is { } disturbance)
            {
                _drawn.Add(disturbance);
                _truth.Incidents.Add(disturbance.Incident);
            }
        }
    }

    /// <summary>Six to nine of a kind in 200 DAGs, two at least.</summary>
    private int Some() => Math.Max(2, _random.Between(6, 9) * _options.Dags / 200);

    private Disturbance? NewDestination()
    {
        var (dag, task) = Take((dag, _) => dag.Schedule != Schedule.Monthly);
        if (task is null)
        {
            return null;
        }

        var known = dag.Tasks.SelectMany(other => other.Uses).Select(use => use.Target.StableName).ToHashSet(StringComparer.Ordinal);
        var isSpare = _random.Chance(0.6);
        var target = _random.Shuffle(isSpare ? _cluster.Spare : [.. _cluster.Services, .. _cluster.Sites]).First(target => !known.Contains(target.StableName));
        var isLasting = _random.Chance(0.7);
        var how = isLasting ? "a deploy talks to" : "one run talks to";
        return Make(Rules.NewDestination, dag, task, $"{how} {target.StableName}, which no task of the DAG ever did before", target.StableName) with
        {
            Target = target,
            Until = isLasting ? _options.End : Instant.Never,
            MaxRuns = isLasting ? int.MaxValue : 1,
            Strength = _random.Between(1, 5),
        };
    }

    private Disturbance? EgressDenied() => OfUse(Rules.EgressDenied, (_, use) => use.Probability >= 1 && !use.OnlyAtMonthEnd && !use.OnlyInRetries, "a policy denies {0}");

    private Disturbance? DnsFailure() => OfUse(
        Rules.DnsFailure, (_, use) => use.Probability >= 1 && !use.OnlyAtMonthEnd && !use.OnlyInRetries && use.Target.RotatingZone.Length == 0, "the name of {0} does not resolve");

    private Disturbance? Answers(string rule, int code) => OfUse(
        rule,
        (dag, use) => use.Probability >= 1 && !use.OnlyAtMonthEnd && !use.OnlyInRetries && use.Target.SpeaksHttp && !use.BeginsWith401 && (dag.IsMeshed || dag.ShowsHttp),
        string.Create(CultureInfo.InvariantCulture, $"{{0}} answers {code}"));

    private Disturbance? Mesh(string rule)
    {
        var disturbance = OfUse(
            rule,
            (dag, use) => use.Probability >= 1 && !use.OnlyAtMonthEnd && !use.OnlyInRetries && dag.IsMeshed && use.Target.IsMeshed,
            rule == Rules.PlaintextPeer ? "calls to {0} go without mutual TLS" : "{0} verifies another identity than the pod's",
            isOfPeer: true);
        return disturbance is null ? null : disturbance with { Word = ClusterPlan.PrincipalOf(disturbance.Dag.Namespace, _random.Pick(["default", "legacy-etl", "airflow-worker"])) };
    }

    private Disturbance? OfUse(string rule, Func<DagPlan, PeerUse, bool> fits, string what, bool isOfPeer = false)
    {
        var (dag, task) = Take((dag, task) => dag.Schedule != Schedule.Monthly && task.Uses.Any(use => fits(dag, use)));
        if (task is null)
        {
            return null;
        }

        var use = _random.Pick([.. task.Uses.Where(use => fits(dag, use))]);
        var name = use.Target.StableName;
        return Make(rule, dag, task, string.Format(CultureInfo.InvariantCulture, what, name), isOfPeer ? name : "") with { Use = use, MaxRuns = _random.Between(1, 6) };
    }

    private Disturbance? ConnectionSurge()
    {
        var (dag, task) = Take((dag, task) => dag.Schedule != Schedule.Monthly && task.UsualConnections >= 6);
        var factor = _random.Pick([6.0, 6.0, 7.0, 8.0, 10.0, 15.0]);
        var isLasting = _random.Chance(0.3);
        return task is null ? null : Make(Rules.ConnectionSurge, dag, task, string.Create(CultureInfo.InvariantCulture, $"{factor} times as many connections as usual")) with
        {
            Strength = factor,
            Until = isLasting ? _options.End : Instant.Never,
            MaxRuns = isLasting ? int.MaxValue : _random.Between(1, 4),
        };
    }

    private Disturbance? FanOut()
    {
        var (dag, task) = Take((_, _) => true);
        var isOfPorts = _random.Chance(0.35);
        var count = _random.Pick([30, 40, 60, 100, 180]);
        return task is null ? null : Make(
            Rules.FanOut, dag, task, string.Create(CultureInfo.InvariantCulture, $"scans {count} {(isOfPorts ? "ports of one service" : "addresses")}"), "",
            Rules.NewDestination, Rules.ConnectionSurge) with
        { Strength = count, IsOtherKind = isOfPorts, MaxRuns = _random.Between(1, 3), Use = task.Uses[0] };
    }

    private Disturbance? DnsTunnel()
    {
        var (dag, task) = Take((_, _) => true);
        var zone = $"{Words.Hash(_random, 4)}.{_random.Pick(Words.Vendors)}-sync.net";
        var count = _random.Pick([60, 80, 120, 250]);
        return task is null ? null : Make(
            Rules.DnsTunnel, dag, task, string.Create(CultureInfo.InvariantCulture, $"asks for {count} names under {zone} that hold something else than names"), "",
            Rules.DnsFailure, Rules.ConnectionSurge, Rules.NewDestination) with
        { Strength = count, Word = zone, MaxRuns = _random.Between(1, 4) };
    }

    private Disturbance? Exfiltration()
    {
        var (dag, task) = Take((dag, task) => dag.IsMeshed && dag.Schedule != Schedule.Monthly && task.UsualSentBytes > 0);
        var factor = _random.Pick([12.0, 15.0, 20.0, 40.0, 100.0]);
        if (task is null)
        {
            return null;
        }

        var isNewPeer = _random.Chance(0.4);
        var outside = task.Uses.Where(use => use.Probability >= 1 && !use.OnlyAtMonthEnd && !use.OnlyInRetries).ToList();
        var target = isNewPeer ? _random.Pick([.. _cluster.Spare.Where(spare => spare.IsOutside)]) : _random.Pick(outside).Target;
        return Make(
            Rules.Exfiltration, dag, task, string.Create(CultureInfo.InvariantCulture, $"sends {factor} times as many bytes as usual, the most of it to {target.StableName}"), "",
            isNewPeer ? [Rules.NewDestination] : []) with
        { Strength = factor, Target = target, MaxRuns = _random.Between(1, 4) };
    }

    private Disturbance? MetadataAccess()
    {
        var (dag, task) = Take((_, _) => true);
        var isDenied = _random.Chance(0.3);
        return task is null ? null : Make(
            Rules.MetadataAccess, dag, task, $"asks the cloud's metadata service{(isDenied ? ", which a policy denies" : "")}", "", Rules.NewDestination, isDenied ? Rules.EgressDenied : Rules.NewDestination)
            with
        { IsOtherKind = isDenied, MaxRuns = _random.Between(1, 3), Target = TargetMaker.Metadata };
    }

    private Disturbance? SidecarMissing()
    {
        var (dag, task) = Take((dag, _) => dag.IsMeshed);
        return task is null ? null : Make(Rules.SidecarMissing, dag, task, "its pods come without a sidecar", "", Rules.PlaintextPeer) with { MaxRuns = _random.Between(1, 12) };
    }

    private Disturbance? IdentityExplosion()
    {
        var dag = TakeDag(dag => dag.Schedule == Schedule.Hourly);
        return dag is null ? null : Make(Rules.IdentityExplosion, dag, null, "every try gets an identity of its own from Cilium") with
        {
            Until = Instant.Never,
            MaxRuns = _random.Between(12, 72) * dag.Tasks.Count,
        };
    }

    private Disturbance? IdentityShared()
    {
        var dag = TakeDag(dag => dag.Schedule != Schedule.Monthly);
        var other = dag is null ? null : TakeDag(candidate => candidate.Namespace == dag.Namespace && candidate.Schedule != Schedule.Monthly);
        if (dag is null || other is null)
        {
            return null;
        }

        var made = Make(Rules.IdentityShared, dag, null, $"a deploy runs it under {other.ServiceAccount}, the service account of {other.Id}", "", [], other.Id, other.ServiceAccount);
        return made with { Word = other.ServiceAccount, Until = _options.End };
    }

    private Disturbance Make(string rule, DagPlan dag, TaskPlan? task, string what, string peer, params string[] alsoTrue) => Make(rule, dag, task, what, peer, alsoTrue, "", "");

    private Disturbance Make(string rule, DagPlan dag, TaskPlan? task, string what, string peer = "") => Make(rule, dag, task, what, peer, [], "", "");

    private Disturbance Make(string rule, DagPlan dag, TaskPlan? task, string what, string peer, string[] alsoTrue, string otherDag, string name) => new()
    {
        Incident = new Incident
        {
            Rule = rule,
            Namespace = dag.Namespace,
            DagIds = otherDag.Length > 0 ? [dag.Id, otherDag] : [dag.Id],
            TaskId = task?.Key.TaskId ?? "",
            Names = name.Length > 0 ? [name] : [],
            Peer = Rules.IsAboutOnePeer(rule) ? peer : "",
            What = what,
            AlsoTrue = [.. alsoTrue.Distinct()],
        },
        Dag = dag,
        Task = task,
        From = SomeTime(dag),
        Until = Instant.Never,
    };

    /// <summary>After a week for what runs every hour, after ten days for what runs every day: before that nobody can know what is usual.</summary>
    private Instant SomeTime(DagPlan dag)
    {
        var learning = dag.Schedule == Schedule.Hourly ? Math.Min(7, _options.Days * 0.5) : Math.Min(10, _options.Days * 0.7);
        return TraceOptions.Start.Add(TimeSpan.FromHours(_random.Between(learning, (_options.Days * 0.95) - (dag.Schedule == Schedule.Hourly ? 0 : 1)) * 24));
    }

    private (DagPlan Dag, TaskPlan? Task) Take(Func<DagPlan, TaskPlan, bool> fits)
    {
        foreach (var dag in _random.Shuffle(_cluster.Dags))
        {
            foreach (var task in dag.Tasks)
            {
                if (fits(dag, task) && !_takenDags.Contains(dag) && _taken.Add(task))
                {
                    return (dag, task);
                }
            }
        }

        return (_cluster.Dags[0], null);
    }

    private DagPlan? TakeDag(Func<DagPlan, bool> fits)
    {
        var dag = _random.Shuffle(_cluster.Dags).Find(dag => fits(dag) && !_takenDags.Contains(dag));
        if (dag is not null)
        {
            _takenDags.Add(dag);
        }

        return dag;
    }
}
