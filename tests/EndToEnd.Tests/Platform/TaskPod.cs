using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>A pod of Airflow's executor, made as the scheduler makes it and moved on as a kubelet would, and the token that the kubelet would
/// mount into it. What it sends, the task sends.</summary>
internal sealed class TaskPod : IDisposable
{
    private const string Pods = "api/v1/namespaces/airflow/pods";

    private readonly AuditedCluster _cluster;
    private readonly HttpClient _client;

    private TaskPod(AuditedCluster cluster, string name, string uid, string token, string userAgent)
    {
        (_cluster, Name, Uid, Token) = (cluster, name, uid, token);
        _client = cluster.CreateClient(token);
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    public string Name { get; }

    public string Uid { get; }

    /// <summary>Of the service account, bound to this pod.</summary>
    public string Token { get; }

    public static async Task<TaskPod> StartAsync(AuditedCluster cluster, string dag, string task, string account, string userAgent = "python-requests/2.32")
    {
        var name = $"{dag}-{task}-1";
        using var pod = await cluster.SendAsync(HttpMethod.Post, Pods, $$$"""
            {"metadata":{"name":"{{{name}}}","labels":{"dag_id":"{{{dag}}}","task_id":"{{{task}}}","try_number":"1","kubernetes_executor":"True","airflow_version":"2.9.2"},
            "annotations":{"dag_id":"{{{dag}}}","task_id":"{{{task}}}","run_id":"manual__1","try_number":"1","map_index":"-1"}},
            "spec":{"nodeName":"node-1","restartPolicy":"Never","serviceAccountName":"{{{account}}}","containers":[{"name":"base","image":"apache/airflow"}]}}
            """);
        var uid = pod.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!;
        await PatchStatusAsync(cluster, name, $$$"""
            {"phase":"Running","startTime":"{{{Now}}}","containerStatuses":[{"name":"base","image":"i","imageID":"","ready":true,"restartCount":0,"state":{"running":{"startedAt":"{{{Now}}}"}} }]}
            """);
        using var token = await cluster.SendAsync(HttpMethod.Post, $"api/v1/namespaces/airflow/serviceaccounts/{account}/token", $$$"""
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["https://kubernetes.default.svc"],"expirationSeconds":3600,
            "boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"{{{name}}}","uid":"{{{uid}}}"}} }
            """);
        return new TaskPod(cluster, name, uid, token.RootElement.GetProperty("status").GetProperty("token").GetString()!, userAgent);
    }

    public async Task<(HttpStatusCode Code, JsonNode Body)> AskAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        using var response = await _client.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? body = null) => (await AskAsync(method, path, body)).Code;

    public Task FailAsync() => PatchStatusAsync(_cluster, Name, $$$"""
        {"phase":"Failed","containerStatuses":[{"name":"base","image":"i","imageID":"","ready":false,"restartCount":0,
        "state":{"terminated":{"exitCode":1,"reason":"Error","startedAt":"{{{Now}}}","finishedAt":"{{{Now}}}"}} }]}
        """);

    public void Dispose() => _client.Dispose();

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task PatchStatusAsync(AuditedCluster cluster, string name, string status)
    {
        using var patched = await cluster.SendAsync(HttpMethod.Patch, $"{Pods}/{name}/status", $$$"""{"status":{{{status}}} }""", "application/merge-patch+json");
    }
}
