using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>All tasks and DAGs that are counted, and the decision where a new series goes. Only the counting thread uses it.</summary>
internal sealed class SeriesTable
{
    private readonly Dictionary<TaskKey, TaskBlock> _tasks = [];
    private readonly Dictionary<(string Namespace, string DagId), DagBlock> _dags = [];
    private readonly PrometheusOptions _options;
    private readonly SeriesFamily[] _families;
    private readonly int _chunks;
    private readonly DagBlock _rest;

    /// <param name="chunks">Chunks of cells that a task's block has.</param>
    public SeriesTable(PrometheusOptions options, SeriesFamily[] families, int chunks)
    {
        _options = options;
        _families = families;
        _chunks = chunks;
        // Also the block of a DAG that really has this name: it looks the same in the output, so it must be the same.
        _rest = new DagBlock(LabelText.Other, LabelText.Other, families.Length, chunks);
        _dags.Add((LabelText.Other, LabelText.Other), _rest);
    }

    // The last tenth is kept for the overflow of single DAGs.
    private int OwnLimit => _options.SeriesPerFamily - (_options.SeriesPerFamily / 10);

    /// <summary>How often to look for tasks to remove: often enough that a series does not outlive its time by more than a tenth, at
    /// most once a second, because it visits every task.</summary>
    public static long SweepTicks(PrometheusOptions options) => Math.Clamp(options.SeriesTtl.Ticks / 10, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute);

    /// <summary>The block to count a task's events in; the overflow block of its DAG or of everything when there are too many tasks.</summary>
    public TaskBlock BlockOf(TaskKey raw)
    {
        var key = Clean(raw);
        if (_tasks.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_tasks.Count >= _options.SeriesPerFamily || _dags.Count > _options.SeriesPerFamily)
        {
            return FoldTask(key);
        }

        var dag = DagOf(key);
        if (key.TaskId == LabelText.Other)
        {
            return dag.Rest;
        }

        var block = new TaskBlock(key, dag, isRest: false, _chunks);
        _tasks.Add(key, block);
        dag.Tasks++;
        return block;
    }

    /// <summary>Room for one more series of the task's own.</summary>
    public bool HasRoom(TaskBlock task, SeriesFamily family) =>
        !task.IsRest
        && task.Dag.Owned[family.Index] + family.Weight <= _options.SeriesPerDag
        && family.Live + family.Weight <= OwnLimit;

    /// <summary>Where the events of a series that <paramref name="task"/> does not have yet are counted: its own block, its DAG's
    /// overflow block, or the last one, in this order.</summary>
    /// <param name="isThere">Whether a block already has the series: then it costs nothing.</param>
    public TaskBlock HomeFor(TaskBlock task, SeriesFamily family, Func<TaskBlock, bool> isThere)
    {
        if (HasRoom(task, family))
        {
            return task;
        }

        if (!task.IsRest)
        {
            family.CountFolded();
        }

        if (ReferenceEquals(task.Dag, _rest) || (task.Dag.HasRest && isThere(task.Dag.Rest)) || family.Live + family.Weight <= _options.SeriesPerFamily)
        {
            return task.Dag.Rest;
        }

        return _rest.Rest;
    }

    /// <summary>Enters a new series in the books.</summary>
    public static void Enter(SeriesFamily family, CountedSeries series)
    {
        family.Add(series);
        if (!series.Owner.IsRest)
        {
            series.Owner.Dag.Owned[family.Index] += family.Weight;
        }
    }

    /// <summary>Removes tasks whose last change was shown and is older than the time to live, with all their series.</summary>
    /// <returns>False when there was none.</returns>
    public bool Expire(long now, long acknowledged)
    {
        var horizon = Math.Min(acknowledged, now - _options.SeriesTtl.Ticks);
        var found = false;
        foreach (var (key, task) in _tasks)
        {
            if (task.LastStamp <= horizon)
            {
                found = true;
                task.IsRemoved = true;
                _tasks.Remove(key);
                Leave(task);
            }
        }

        foreach (var (key, dag) in _dags)
        {
            if (dag.Tasks == 0 && !ReferenceEquals(dag, _rest) && (!dag.HasRest || dag.Rest.LastStamp <= horizon))
            {
                found |= dag.HasRest;
                _dags.Remove(key);
                if (dag.HasRest)
                {
                    dag.Rest.IsRemoved = true;
                }
            }
        }

        if (found)
        {
            foreach (var family in _families)
            {
                family.RemoveOrphans();
            }
        }

        return found;
    }

    // Cells of the task may point into the overflow block, whose own stamp did not move with them.
    private static void Leave(TaskBlock task)
    {
        task.Dag.Tasks--;
        if (task.Dag.HasRest)
        {
            task.Dag.Rest.LastStamp = Math.Max(task.Dag.Rest.LastStamp, task.LastStamp);
        }
    }

    private static TaskKey Clean(TaskKey raw)
    {
        var (@namespace, dag, task) = (LabelText.Clean(raw.Namespace), LabelText.Clean(raw.DagId), LabelText.Clean(raw.TaskId));
        return ReferenceEquals(@namespace, raw.Namespace) && ReferenceEquals(dag, raw.DagId) && ReferenceEquals(task, raw.TaskId)
            ? raw
            : new TaskKey(@namespace, dag, task);
    }

    private TaskBlock FoldTask(TaskKey key)
    {
        foreach (var family in _families)
        {
            family.CountFolded();
        }

        return _dags.TryGetValue((key.Namespace, key.DagId), out var dag) ? dag.Rest : _rest.Rest;
    }

    private DagBlock DagOf(TaskKey key)
    {
        if (!_dags.TryGetValue((key.Namespace, key.DagId), out var dag))
        {
            dag = new DagBlock(key.Namespace, key.DagId, _families.Length, _chunks);
            _dags.Add((key.Namespace, key.DagId), dag);
        }

        return dag;
    }
}
