using System.Globalization;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>Decides what a try does: its usual work, ordinary troubles, and what goes wrong in it; writes the truth down.</summary>
internal sealed class TryComposer
{
    private const int Tries = 60_000;

    private readonly IncidentPlan _plan;
    private readonly Truth _truth;
    private readonly Randomness _random;
    private readonly ulong _seed;
    private uint _made;

    public TryComposer(IncidentPlan plan, Truth truth, Randomness random, ulong seed)
    {
        _plan = plan;
        _truth = truth;
        _random = random;
        _seed = seed;
    }

    public TryRun Compose(DagPlan dag, TaskPlan task, Instant run, Instant start, int number, int mapIndex)
    {
        var made = ++_made;
        var random = _random.Fork(made);
        var seconds = Math.Clamp(random.LogNormal(task.Duration, 0.25), 5, 3_000);
        var name = string.Create(CultureInfo.InvariantCulture, $"{dag.Id.Replace('_', '-')}-{Words.Hash(random, 8)}");
        var attempt = new TryRun
        {
            Dag = dag,
            Task = task,
            RunId = $"scheduled__{run.ToDateTimeOffset():yyyy-MM-ddTHH:mm:sszzz}",
            Number = number,
            MapIndex = mapIndex,
            Start = start,
            End = start.Add(TimeSpan.FromSeconds(seconds)),
            PodUid = string.Create(CultureInfo.InvariantCulture, $"{_seed:x8}-{made:x12}"),
            PodName = name,
            Ip = IpAddress.FromIPv4(0x0AF4_0000 + (made % Tries)),
            ServiceAccount = dag.ServiceAccount,
            CloudIdentity = dag.CloudIdentity,
            HasSidecar = dag.IsMeshed,
            Identity = dag.Identity + (start >= dag.RelabelledAt ? 5_000u : 0),
        };
        var draft = new TryDraft(attempt, _plan.Outages, random, seconds);
        Work(draft, random);
        OrdinaryTroubles.Befall(draft, random, _plan.Outages);
        var ordinary = attempt.Dials.ToHashSet();
        var incidents = _plan.ByDag[dag.Id].Where(disturbance => disturbance.Concerns(task, start)).ToList();
        foreach (var disturbance in incidents)
        {
            Effects.Apply(disturbance, draft, made);
        }

        draft.Finish();
        WriteContacts(attempt, ordinary);
        WriteDown(attempt, incidents);
        return attempt;
    }

    private static void Work(TryDraft draft, Randomness random)
    {
        var (attempt, task) = (draft.Try, draft.Try.Task);
        var load = attempt.Dag.LoadAt(attempt.Start) * task.StepAt(attempt.Start) * random.LogNormal(1, task.LoadSpread)
            * (attempt.Number > 1 ? random.Between(0.7, 1.2) : 1);
        var isMonthEnd = (int)attempt.Start.Since(TraceOptions.Start).TotalDays % 30 >= 28;
        foreach (var use in task.Uses)
        {
            var isDue = (!use.OnlyAtMonthEnd || isMonthEnd) && (!use.OnlyInRetries || attempt.Number > 1)
                && attempt.Start >= use.From && attempt.Start < use.Until;
            if (isDue && random.Chance(use.Probability))
            {
                draft.Use(use, Math.Max(1, random.Round(random.LogNormal(use.Connections, use.Spread) * load)));
            }
        }

        for (var number = 0; number < task.Buckets; number++)
        {
            if (random.Chance(0.7))
            {
                draft.Look(string.Create(CultureInfo.InvariantCulture, $"{BucketOf(task, number)}.s3.eu-west-1.amazonaws.com"), draft.SomeTime(), 0);
            }
        }

        for (var number = 0; number < task.ReverseLookups; number++)
        {
            draft.Ask($"{random.Below(256)}.{random.Below(256)}.{random.Below(256)}.10.in-addr.arpa.", "PTR", draft.SomeTime(), random.Chance(0.3) ? 3u : 0);
        }
    }

    private static string BucketOf(TaskPlan task, int number)
    {
        // The same for a task in every run: fixed by its name.
        var seed = 14_695_981_039_346_656_037UL;
        foreach (var letter in task.Key.DagId + task.Key.TaskId)
        {
            seed = (seed ^ letter) * 1_099_511_628_211;
        }

        return $"{task.Key.TaskId.Replace('_', '-')}-{Words.Hash(new Randomness(seed + (ulong)number), 12)}";
    }

    /// <summary>With whom it got together in the end, of its own accord: who did not answer was not met.</summary>
    private void WriteContacts(TryRun attempt, HashSet<Dial> ordinary)
    {
        var isInSight = !_plan.Losses.Any(span => span.From <= attempt.End && span.Until >= attempt.Start);
        foreach (var dial in attempt.Dials)
        {
            if (dial is { Outcome: DialOutcome.Established or DialOutcome.Reset, Target.RotatingZone.Length: 0 } && ordinary.Contains(dial))
            {
                _truth.Contacted(attempt.Task.Key, dial.Target.StableName, attempt.Start, isInSight);
            }
        }
    }

    private void WriteDown(TryRun attempt, List<Disturbance> incidents)
    {
        _truth.Ran(attempt.Task.Key, attempt.Dials.Count, attempt.Questions.Count);
        foreach (var disturbance in incidents)
        {
            disturbance.Incident.Happened(attempt.Start, attempt.End);
            disturbance.Incident.Tries++;
            disturbance.Incident.FailedTries += attempt.IsFailed ? 1 : 0;
        }
    }
}
