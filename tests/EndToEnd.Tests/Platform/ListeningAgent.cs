using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary><c>windsock run</c> as the one agent of the cluster that takes audit events, in a process of its own.</summary>
internal sealed class ListeningAgent : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private ListeningAgent(ChildProcess process, int port)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public IReadOnlyCollection<string> Errors => _process.Errors;

    public static string TrailIn(string folder) => Path.Combine(folder, "trail");

    /// <summary>Starts it and waits until it listens and sees the cluster.</summary>
    /// <param name="folder">For its configuration, its state and its audit trail.</param>
    public static async Task<ListeningAgent> StartAsync(AuditedCluster cluster, string folder)
    {
        Assert.SkipUnless(AuditedCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        var (port, file) = (RealCluster.FreePort.Next(), Path.Combine(folder, "windsock.yaml"));
        await File.WriteAllTextAsync(file, $$"""
            node: { name: audit, stateDirectory: "{{Path.Combine(folder, "state")}}" }
            http: { listen: "127.0.0.1:{{port}}" }
            hubble: { enabled: false }
            kubernetes: { scope: cluster, kubeconfig: "{{cluster.WriteKubeconfig(cluster.Port)}}" }
            airflow: { namespaces: [airflow] }
            detection: { tries: { linger: 1s } }
            audit:
              enabled: true
              listen: "127.0.0.1:{{cluster.AuditPort}}"
              tls:
                certFile: "{{Path.Combine(cluster.AuditFolder, "tls.crt")}}"
                keyFile: "{{Path.Combine(cluster.AuditFolder, "tls.key")}}"
                clientCaFile: "{{Path.Combine(cluster.AuditFolder, "ca.crt")}}"
                clientNames: [{{AuditedCluster.SenderName}}]
            platform:
              crossplane: { enabled: true }
              terraform: { enabled: true, namespaces: [airflow], auditLag: 8s }
              trail: { directory: "{{TrailIn(folder)}}", actions: all }
            """);
        var agent = new ListeningAgent(WindsockProgram.Start("run", "--config", file), port);
        await agent.IsAsync("platform_source_up", 1, "source=\"audit\"");
        await agent.IsAsync("platform_source_up", 1, "source=\"terraform_locks\"");
        await agent.IsAsync("cluster_watch_up", 1, "resource=\"pods\"");
        return agent;
    }

    /// <summary>Waits until it has a pod of that DAG in view.</summary>
    public Task SeesAsync(string dag) => Eventually.HoldsAsync(async () => (await TriesAsync(dag)).Count > 0, Patience, $"a try of {dag} is in view{Words}");

    /// <summary>Tries of a DAG; none while it does not answer.</summary>
    public async Task<IReadOnlyList<JsonNode>> TriesAsync(string dag) =>
        JsonNode.Parse(await GetAsync($"api/v1/tries?dag={dag}"))?["tries"] is JsonArray tries ? [.. tries.Select(one => one!)] : [];

    /// <summary>Sum of the series of a family that have all of these labels, each written as <c>name="value"</c>.</summary>
    public async Task<double> SumAsync(string family, params string[] labels) => Sum(await GetAsync("metrics"), family, labels);

    /// <summary>Waits until the sum is that.</summary>
    public Task IsAsync(string family, double sum, params string[] labels) =>
        Eventually.GetAsync(() => SumAsync(family, labels), found => found == sum, Patience, $"{family}{{{string.Join(',', labels)}}} is {sum}{Words}");

    /// <summary>Waits until what came off the wire, what was attributed and what the consumers did are the same.</summary>
    public Task BalancesAsync() => Eventually.GetAsync(
        async () =>
        {
            var text = await GetAsync("metrics");
            var decoded = Sum(text, "platform_source_events_total", "outcome=\"decoded\"");
            var attributed = Sum(text, "platform_attribution_total") + Sum(text, "platform_other_events_total");
            return (decoded, attributed, In: Sum(text, "consumer_platform_events_total", "outcome=\"in\""), Done: Sum(text, "consumer_platform_events_total", "outcome=\"done\""),
                Dropped: Sum(text, "platform_dropped_total"), Undecodable: Sum(text, "platform_source_events_total", "outcome=\"undecodable\""));
        },
        books => books.decoded > 0 && books.decoded == books.attributed && books.In == books.decoded && books.Done == books.In && books is { Dropped: 0, Undecodable: 0 },
        Patience,
        "the books balance" + Words);

    /// <summary>Asks it to end and waits until it has.</summary>
    public Task<int> StopAsync() => _process.TerminateAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private string Words => "; the agent says: " + string.Join('\n', Errors.TakeLast(40));

    private async Task<string> GetAsync(string path)
    {
        Assert.False(_process.HasExited, "the agent has ended" + Words);
        try
        {
            return await _client.GetStringAsync(new Uri(path, UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            // It does not listen yet, or is not ready to answer.
            return "{}";
        }
    }

    private static double Sum(string text, string family, params string[] labels) => text.Split('\n')
        .Where(line => Regex.IsMatch(line, $"^windsock_{family}[{{ ]") && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line.Split(" # ")[0].Split(' ')[^1], CultureInfo.InvariantCulture));
}
