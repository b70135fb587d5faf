using System.Collections.Immutable;
using System.Diagnostics;
using Windsock.Evaluation.Contestants;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;

namespace Windsock.Evaluation;

/// <summary>Plays traces to contestants and adds up how they did.</summary>
internal static class EvaluationRun
{
    /// <summary>How long after the end of an incident a report about it still counts: the try has to end, and what looks at several tries of
    /// an hourly DAG sees the next one.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(2);

    /// <summary>Of so many traces one has an agent that is killed now and then.</summary>
    private const int RestartedTraces = 10;

    /// <summary>New ones, for one trace.</summary>
    public static ImmutableArray<IContestant> Contestants(bool isRestarted) => [new WindsockContestant(isRestarted), new FixedThreshold(), new Yesterday()];

    /// <param name="say">Told of every trace that is done.</param>
    public static EvaluationResult Of(EvaluationOptions options, Action<string> say)
    {
        var traces = Enumerable.Range(1, options.Seeds).Select(seed => (Seed: seed, HasIncidents: true))
            .Concat(Enumerable.Range(1_001, options.QuietSeeds).Select(seed => (Seed: seed, HasIncidents: false))).ToList();
        var played = new Played?[traces.Count];
        var watch = Stopwatch.StartNew();
        var places = System.Collections.Concurrent.Partitioner.Create(Enumerable.Range(0, traces.Count).ToList(), loadBalance: true);
        Parallel.ForEach(places, new ParallelOptions { MaxDegreeOfParallelism = options.Degree }, place =>
        {
            var (seed, hasIncidents) = traces[place];
            played[place] = Play(new Traces.TraceOptions((ulong)seed, options.Days, options.Dags, hasIncidents), Contestants(isRestarted: seed % RestartedTraces == 0));
            say($"seed {seed,4}: {played[place]!.Tries,7:N0} tries, {played[place]!.Incidents,3} incidents, {watch.Elapsed.TotalSeconds,4:0} s");
        });
        var all = played.OfType<Played>().ToList();
        return new EvaluationResult(
            Sum(all.Where(one => one.HasIncidents)), Sum(all.Where(one => !one.HasIncidents)), all.Sum(one => one.Tries), all.Sum(one => one.Connections), watch.Elapsed);
    }

    /// <summary>One trace.</summary>
    public static Played Play(Traces.TraceOptions options, ImmutableArray<IContestant> contestants)
    {
        var trace = new ClusterTrace(options);
        trace.Play(new Audience([.. contestants]));
        var referee = new Referee(trace.Truth, Grace);
        return new Played(
            options.WithIncidents, trace.Truth.Tries, trace.Truth.Connections, trace.Truth.Incidents.Count,
            [.. contestants.Select(one => referee.Judge(one.Name, one.Covers, one.Reports, options.Days))]);
    }

    private static ImmutableArray<Scorecard> Sum(IEnumerable<Played> played)
    {
        List<Scorecard> sums = [];
        foreach (var card in played.SelectMany(one => one.Cards))
        {
            if (sums.Find(sum => sum.Name == card.Name) is { } sum)
            {
                sum.Add(card);
            }
            else
            {
                sums.Add(card);
            }
        }

        return [.. sums];
    }
}

/// <summary>How all contestants did in one trace.</summary>
internal sealed record Played(bool HasIncidents, long Tries, long Connections, int Incidents, ImmutableArray<Scorecard> Cards);

/// <summary>How all contestants did.</summary>
/// <param name="Cards">Over the traces with incidents.</param>
/// <param name="Quiet">Over those without.</param>
internal sealed record EvaluationResult(ImmutableArray<Scorecard> Cards, ImmutableArray<Scorecard> Quiet, long Tries, long Connections, TimeSpan Took);
