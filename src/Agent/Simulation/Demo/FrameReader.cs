using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>Makes frames from successive pages: rates and latest peers are what changed in between.</summary>
internal sealed class FrameReader
{
    private readonly Dictionary<TaskName, string> _peers = [];
    private MetricsPage _before = MetricsPage.Empty;
    private TimeSpan _at;

    public DemoFrame Read(MetricsPage page, TimeSpan now)
    {
        var seconds = Math.Max(0.1, (now - _at).TotalSeconds);
        NotePeers(page);
        var (flows, before) = (ByTask(page, TaskFamilies.FlowEvents), ByTask(_before, TaskFamilies.FlowEvents));
        var (dropped, http) = (ByTask(page, TaskFamilies.Drops), ByTask(page, TaskFamilies.Http, IsHttpError));
        var dns = ByTask(page, TaskFamilies.Dns, sample => sample["rcode"] != "noerror");
        var rows = flows.Keys.Order().Select(task => new TaskRow(
            task.DagId,
            task.TaskId,
            Math.Max(0, flows[task] - before.GetValueOrDefault(task)) / seconds,
            flows[task] - dropped.GetValueOrDefault(task),
            dropped.GetValueOrDefault(task),
            http.GetValueOrDefault(task),
            dns.GetValueOrDefault(task),
            _peers.GetValueOrDefault(task, "")));
        var source = SourceOf(page);
        var rate = Math.Max(0, source.Received - SourceOf(_before).Received) / seconds;
        var frame = new DemoFrame(now, rate, source, ClassesOf(page), [.. rows]) { Alerts = page.Sum(AgentMetrics.AlertsFiring) };
        (_before, _at) = (page, now);
        return frame;
    }

    private static SourceFigures SourceOf(MetricsPage page) => new(
        page.OfSource(AgentMetrics.Received),
        page.OfSource(AgentMetrics.Decoded),
        page.OfSource(AgentMetrics.Undecodable),
        page.OfSource(AgentMetrics.Duplicates),
        page.OfSource(AgentMetrics.Lost));

    private static ClassFigures ClassesOf(MetricsPage page)
    {
        return new ClassFigures(Of("exact"), Of("inferred"), Of("ambiguous"), Of("unknown"));

        long Of(string name) => page.Sum(AgentMetrics.Attribution, ("class", name));
    }

    private static bool IsHttpError(PageSample sample) => sample["code"] is [>= '4', ..] code && code != "other";

    private static Dictionary<TaskName, long> ByTask(MetricsPage page, string family, Func<PageSample, bool>? counts = null)
    {
        var sums = new Dictionary<TaskName, long>();
        foreach (var sample in page.Of(family))
        {
            var task = TaskName.Of(sample);
            sums[task] = sums.GetValueOrDefault(task) + (counts is null || counts(sample) ? (long)sample.Value : 0);
        }

        return sums;
    }

    private void NotePeers(MetricsPage page)
    {
        var before = _before.Of(TaskFamilies.Peers).ToDictionary(sample => sample.Series, sample => sample.Value);
        foreach (var sample in page.Of(TaskFamilies.Peers))
        {
            if (sample.Value > before.GetValueOrDefault(sample.Series))
            {
                _peers[TaskName.Of(sample)] = sample["peer"];
            }
        }
    }

    private readonly record struct TaskName(string DagId, string TaskId, string Namespace) : IComparable<TaskName>
    {
        public static TaskName Of(PageSample sample) => new(sample["dag_id"], sample["task_id"], sample["namespace"]);

        public int CompareTo(TaskName other) =>
            string.CompareOrdinal($"{DagId}\0{TaskId}\0{Namespace}", $"{other.DagId}\0{other.TaskId}\0{other.Namespace}");
    }
}
