using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;
using Windsock.Model.Metrics;

namespace Windsock.Agent.Cardinality;

/// <summary>Counts the series of a page of metrics, by family and DAG.</summary>
internal sealed class MetricsCensus
{
    private const string Prefix = "windsock_";
    private const string FoldedName = "windsock_series_folded_total";

    /// <summary>What a budget folded together.</summary>
    private const string Other = "_other";

    private static readonly ImmutableArray<string> Identifying = ["namespace", "dag_id", "task_id"];

    private readonly Dictionary<(string Namespace, string DagId), DagTally> _dags = [];
    private readonly long[] _series = new long[MetricRegistry.TaskFamilies.Length];
    private readonly Dictionary<string, int> _indexes = [];
    private readonly MetricsPage _page;

    public MetricsCensus(MetricsPage page)
    {
        _page = page;
        var families = MetricRegistry.TaskFamilies;
        for (var index = 0; index < families.Length; index++)
        {
            var name = Prefix + families[index].Name;
            string[] names = SeriesPerTask.WeightOf(families[index]) == 1 ? [name] : [$"{name}_bucket", $"{name}_sum", $"{name}_count"];
            foreach (var one in names)
            {
                _indexes.Add(one, index);
            }
        }

        foreach (var sample in page.Samples)
        {
            Count(sample);
        }
    }

    /// <summary>DAGs that are told apart.</summary>
    public int Dags => _dags.Count;

    /// <summary>Tasks that are told apart.</summary>
    public int Tasks => _dags.Values.Sum(dag => dag.Tasks.Count);

    /// <summary>Series of the agent about itself.</summary>
    public long OwnSeries { get; private set; }

    /// <summary>Series of each family, in the order of <see cref="MetricRegistry.TaskFamilies"/>.</summary>
    public ImmutableArray<long> Series => [.. _series];

    /// <summary>What each DAG has.</summary>
    public ImmutableArray<SeriesDemand> Demands => [.. _dags.OrderBy(dag => dag.Key).Select(dag => dag.Value.ToDemand())];

    public long FoldedSoFar(string family) => _page.Sum(FoldedName, ("family", family));

    private void Count(PageSample sample)
    {
        if (!_indexes.TryGetValue(sample.Name, out var index))
        {
            OwnSeries++;
            return;
        }

        _series[index]++;
        var (dag, task) = ((sample["namespace"], sample["dag_id"]), sample["task_id"]);
        if (task == Other)
        {
            return;
        }

        if (!_dags.TryGetValue(dag, out var tally))
        {
            _dags.Add(dag, tally = new DagTally());
        }

        tally.Tasks.Add(task);
        tally.Count(index, string.Join('\n', sample.Labels.Where(label => !Identifying.Contains(label.Key)).Select(label => $"{label.Key}={label.Value}")));
    }

    private sealed class DagTally
    {
        private readonly long[] _series = new long[MetricRegistry.TaskFamilies.Length];
        private readonly HashSet<string>[] _alike = [.. MetricRegistry.TaskFamilies.Select(_ => new HashSet<string>(StringComparer.Ordinal))];

        public HashSet<string> Tasks { get; } = new(StringComparer.Ordinal);

        public void Count(int index, string labels)
        {
            _series[index]++;
            _alike[index].Add(labels);
        }

        public SeriesDemand ToDemand()
        {
            var families = MetricRegistry.TaskFamilies;
            return new SeriesDemand(
                Tasks.Count,
                [.. families.Select((family, index) => _series[index] / SeriesPerTask.WeightOf(family))],
                [.. families.Select((family, index) => Alike(family, _alike[index].Count))]);
        }

        // What was made at zero would not be folded but left out; what of it really happened is not worth telling apart here.
        private static int Alike(MetricFamily family, int labelSets) => SeriesPerTask.FoldingOf(family) switch
        {
            SeriesFolding.Name => Math.Min(1, labelSets),
            SeriesFolding.Value => (labelSets + SeriesPerTask.WeightOf(family) - 1) / SeriesPerTask.WeightOf(family),
            _ => 0,
        };
    }
}
