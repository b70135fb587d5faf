using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Crossplane.Origins;

/// <summary>The DAGs that this agent has seen at work, and when it saw each of them last. Bounded; begins anew with the agent.</summary>
internal sealed class SeenDags
{
    private const int MaxDags = 20_000;
    private const int MaxPods = 100_000;

    private readonly Dictionary<(string Namespace, string DagId), Life> _lives = [];
    private readonly Dictionary<string, HashSet<string>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Life> _pods = new(StringComparer.Ordinal);

    /// <summary>A task of it asked something of the platform.</summary>
    public void Observe(TaskKey task, Instant at)
    {
        if (LifeOf(task) is { } life)
        {
            life.LastAt = Later(life.LastAt, at);
        }
    }

    public void Observe(TaskFact fact)
    {
        switch (fact)
        {
            case TaskPodSeen { Owner.Task: { } task } seen when LifeOf(task) is { } life:
                if (seen.Pod.Phase is PodPhase.Succeeded or PodPhase.Failed)
                {
                    Close(seen.Pod.Uid);
                    life.LastAt = Later(life.LastAt, EndOf(seen.Pod));
                }
                else if (_pods.Count < MaxPods && _pods.TryAdd(seen.Pod.Uid, life))
                {
                    life.OpenPods++;
                    life.LastAt = Later(life.LastAt, seen.At);
                }

                break;
            case TaskPodGone gone:
                if (_pods.TryGetValue(gone.PodUid, out var of))
                {
                    of.LastAt = Later(of.LastAt, gone.At);
                }

                Close(gone.PodUid);
                break;
            default:
                break;
        }
    }

    /// <summary>When the DAG was seen at work last; the time itself while it is; null when it was never seen.</summary>
    public Instant? LastRun(TaskKey task, Instant now) =>
        _lives.TryGetValue((task.Namespace, task.DagId), out var life) ? (life.OpenPods > 0 ? now : life.LastAt) : null;

    /// <summary>The try that annotations name.</summary>
    /// <returns>Null unless they name a DAG and a task, and such a DAG was seen, in one namespace only.</returns>
    public TaskTry? Believe(ImmutableDictionary<string, string> marks)
    {
        if (!marks.TryGetValue("dag-id", out var dag) || !marks.TryGetValue("task-id", out var task) || !_namespaces.TryGetValue(dag, out var spaces) || spaces.Count != 1)
        {
            return null;
        }

        return new TaskTry(
            new TaskKey(spaces.Single(), dag, task), marks.GetValueOrDefault("run-id", ""), Number("try-number", 0), Number("map-index", -1), IdForm.Raw);

        int Number(string key, int otherwise) =>
            marks.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= otherwise
                ? number
                : otherwise;
    }

    private Life? LifeOf(TaskKey task)
    {
        var key = (task.Namespace, task.DagId);
        if (!_lives.TryGetValue(key, out var life) && _lives.Count < MaxDags)
        {
            _lives.Add(key, life = new Life());
            if (!_namespaces.TryGetValue(task.DagId, out var spaces))
            {
                _namespaces.Add(task.DagId, spaces = new HashSet<string>(StringComparer.Ordinal));
            }

            spaces.Add(task.Namespace);
        }

        return life;
    }

    private void Close(string podUid)
    {
        if (_pods.Remove(podUid, out var life))
        {
            life.OpenPods--;
        }
    }

    /// <summary>A pod that ended may be told of hours later: what counts is its end.</summary>
    private static Instant EndOf(PodState pod)
    {
        var end = pod.CreatedAt;
        foreach (var container in pod.Containers)
        {
            end = Later(end, container.FinishedAt);
        }

        return end;
    }

    private static Instant Later(Instant one, Instant other) => one > other ? one : other;

    private sealed class Life
    {
        public Instant LastAt { get; set; }

        public int OpenPods { get; set; }
    }
}
