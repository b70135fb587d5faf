using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>Draws what is not about one DAG: losses of events, outages of services, restarts of the agent, pods that claim to be Airflow's.</summary>
internal sealed class TroublePlanner(TraceOptions options, Randomness random, Truth truth)
{
    /// <summary>As the agent names its source.</summary>
    private const string Source = "hubble";

    public ImmutableArray<LossSpan> Losses(int incidents)
    {
        List<LossSpan> spans = [];
        for (var number = 0; number < options.Days / 3; number++)
        {
            // What every busy node has now and then: a burst, and a ring that was too small for it.
            var from = random.Between(0, options.Days * 24.0);
            spans.Add(Span(from, random.Between(0.02, 0.15), random.Between(0.002, 0.02), isUncounted: false));
        }

        foreach (var from in random.Shuffle(Enumerable.Range(0, options.Days * 4)).Where(slot => slot > 8).Take(incidents).Order())
        {
            spans.Add(Blindness(from * 6 + random.Between(0, 3.0)));
        }

        return [.. spans.OrderBy(span => span.From)];
    }

    public ImmutableArray<Outage> Outages(ClusterPlan cluster)
    {
        List<Outage> outages = [];
        for (var number = 0; number < Math.Max(1, options.Days / 8); number++)
        {
            var target = random.Chance(0.6) ? random.Pick(cluster.Services) : random.Pick(cluster.Sites);
            outages.Add(Note(new Outage(target, SomeTime(), default, random.Chance(0.5)), random.Between(0.25, 1.0), "did not answer; its tasks retried"));
        }

        outages.Add(Note(new Outage(null, SomeTime(), default, false), 0.05, "name servers failed a third of all questions, and answered the next"));
        return [.. outages];
    }

    public ImmutableArray<Instant> Restarts() => [.. Enumerable.Range(0, Math.Max(1, options.Days / 10)).Select(_ => SomeTime()).Order()];

    public ImmutableArray<FalseClaim> Claims(ClusterPlan cluster, int count) => [.. Enumerable.Range(0, count).Select(number =>
    {
        var space = random.Pick(["sandbox", "team-x", "default"]);
        var pod = string.Create(CultureInfo.InvariantCulture, $"claims-{Words.Hash(random, 5)}-{number}");
        var dag = random.Pick(cluster.Dags);
        var incident = new Incident
        {
            Rule = Rules.IdentityClaimed,
            Namespace = space,
            DagIds = [dag.Id],
            Names = [pod, space],
            What = $"pod {space}/{pod} carries the labels of DAG {dag.Id}",
        };
        truth.Incidents.Add(incident);
        return new FalseClaim(incident, SomeTime(), space, pod, dag);
    })];

    private LossSpan Blindness(double fromHour)
    {
        var isUncounted = random.Chance(0.35);
        var share = isUncounted ? 1 : random.Between(0.4, 0.95);
        var hours = random.Between(0.5, 2);
        var incident = new Incident
        {
            Rule = Rules.SensorBlind,
            Namespace = "",
            DagIds = [],
            Names = [Source],
            What = isUncounted
                ? string.Create(CultureInfo.InvariantCulture, $"Hubble was away for {hours * 60:0} min")
                : string.Create(CultureInfo.InvariantCulture, $"Hubble lost {share:0%} of its events for {hours * 60:0} min"),
        };
        truth.Incidents.Add(incident);
        var span = Span(fromHour, hours, share, isUncounted);
        incident.Happened(span.From, span.Until);
        return span;
    }

    private static LossSpan Span(double fromHour, double hours, double share, bool isUncounted)
    {
        var from = TraceOptions.Start.Add(TimeSpan.FromHours(fromHour));
        return new LossSpan(from, from.Add(TimeSpan.FromHours(hours)), share, isUncounted);
    }

    private Outage Note(Outage outage, double hours, string what)
    {
        var whole = outage with { Until = outage.From.Add(TimeSpan.FromHours(hours)) };
        truth.Benign.Add(new BenignChange(whole.Target?.StableName ?? "cluster", whole.From, whole.Until, what));
        return whole;
    }

    private Instant SomeTime() => TraceOptions.Start.Add(TimeSpan.FromHours(random.Between(0.1, 0.95) * options.Days * 24));
}
