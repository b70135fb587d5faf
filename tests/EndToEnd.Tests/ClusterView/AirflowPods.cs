using System.Text.Json;
using Windsock.EndToEnd.Tests.RealCluster;

namespace Windsock.EndToEnd.Tests.ClusterView;

/// <summary>Makes, moves on and deletes pods as Airflow, scheduler and kubelet would.</summary>
internal sealed class AirflowPods(ApiServerCluster cluster)
{
    private const int AtOnce = 8;

    public Task CreateAsync(string prefix, int count) => ForEachAsync(prefix, count, CreateOneAsync);

    public Task RunAsync(string prefix, int count) => ForEachAsync(prefix, count, (name, i) => PatchStatusAsync(name, $$$"""
        {"status":{"phase":"Running","podIP":"10.1.{{{i / 250}}}.{{{(i % 250) + 1}}}","podIPs":[{"ip":"10.1.{{{i / 250}}}.{{{(i % 250) + 1}}}"}],"startTime":"2026-03-01T12:00:00Z",
        "containerStatuses":[{"name":"base","image":"i","imageID":"","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-03-01T12:00:01Z"} } }] } }
        """));

    public Task FinishAsync(string prefix, int count) => ForEachAsync(prefix, count, (name, i) => PatchStatusAsync(name, $$$"""
        {"status":{"phase":"{{{(i % 3 == 0 ? "Failed" : "Succeeded")}}}",
        "containerStatuses":[{"name":"base","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":{{{(i % 3 == 0 ? 1 : 0)}}},"reason":"Completed","startedAt":"2026-03-01T12:00:01Z","finishedAt":"2026-03-01T12:09:00Z"} } }] } }
        """));

    public Task LabelAsync(string prefix, int count) => ForEachAsync(prefix, count, (name, _) =>
        cluster.SendAsync(HttpMethod.Patch, $"api/v1/namespaces/airflow/pods/{name}", """{"metadata":{"labels":{"airflow_executor_done":"True"}}}""", "application/merge-patch+json"));

    public Task DeleteAsync(string prefix, int count) => ForEachAsync(prefix, count, (name, _) =>
        cluster.SendAsync(HttpMethod.Delete, $"api/v1/namespaces/airflow/pods/{name}?gracePeriodSeconds=0", null, mayBeAbsent: true));

    /// <summary>The pods of a node as the API lists them now, in the words of <see cref="Describe"/>.</summary>
    public async Task<SortedDictionary<string, string>> ListAsync(string node)
    {
        using var list = await cluster.SendAsync(HttpMethod.Get, $"api/v1/pods?fieldSelector=spec.nodeName%3D{node}");
        var pods = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pod in list.RootElement.GetProperty("items").EnumerateArray())
        {
            var (metadata, status) = (pod.GetProperty("metadata"), pod.GetProperty("status"));
            var ips = status.TryGetProperty("podIPs", out var found) ? found.EnumerateArray().Select(ip => ip.GetProperty("ip").GetString()) : [];
            var labels = metadata.GetProperty("labels").EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}").Order(StringComparer.Ordinal);
            var exits = status.TryGetProperty("containerStatuses", out var containers)
                ? containers.EnumerateArray().Select(container => container.GetProperty("state").TryGetProperty("terminated", out var end) ? $"{end.GetProperty("exitCode")}" : "runs")
                : [];
            pods[metadata.GetProperty("uid").GetString()!] = Describe(
                metadata.GetProperty("name").GetString()!, status.GetProperty("phase").GetString()!, ips!, labels,
                metadata.GetProperty("annotations").GetProperty("run_id").GetString()!, exits);
        }

        return pods;
    }

    public static SortedDictionary<string, string> Describe(FollowedView view) => view.Read((pods, _, _) => new SortedDictionary<string, string>(
        pods.ToDictionary(pair => pair.Key, pair => Describe(
            pair.Value.Name, pair.Value.Phase.ToString(), pair.Value.Ips.Select(ip => ip.ToString()),
            pair.Value.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal), pair.Value.Annotations["run_id"],
            pair.Value.Containers.Select(container => container.IsTerminated ? $"{container.ExitCode}" : "runs"))),
        StringComparer.Ordinal));

    private static string Describe(string name, string phase, IEnumerable<string> ips, IEnumerable<string> labels, string run, IEnumerable<string> exits) =>
        $"{name} {phase} [{string.Join(',', ips)}] [{string.Join(',', labels)}] {run} [{string.Join(',', exits)}]";

    private Task<JsonDocument> CreateOneAsync(string name, int i) => cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/pods", $$$"""
        {"metadata":{"name":"{{{name}}}","labels":{"dag_id":"sales","task_id":"load","try_number":"1","kubernetes_executor":"True","airflow_version":"2.9.2"},
        "annotations":{"dag_id":"sales","task_id":"load","run_id":"scheduled__2026-03-01T00:00:00+00:00-{{{i}}}","try_number":"1","map_index":"{{{i}}}"}},
        "spec":{"nodeName":"node-{{{i % 2}}}","restartPolicy":"Never","serviceAccountName":"airflow-worker","containers":[{"name":"base","image":"apache/airflow"}]}}
        """);

    private Task<JsonDocument> PatchStatusAsync(string name, string body) =>
        cluster.SendAsync(HttpMethod.Patch, $"api/v1/namespaces/airflow/pods/{name}/status", body, "application/merge-patch+json");

    private static Task ForEachAsync(string prefix, int count, Func<string, int, Task<JsonDocument>> send) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => (await send($"{prefix}-{i}", i)).Dispose());
}
