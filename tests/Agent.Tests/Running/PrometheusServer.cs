using System.Text.Json.Nodes;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>A real Prometheus that scrapes one agent every second and keeps exemplars.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client;
    private readonly ChildProcess _process;

    public PrometheusServer(string path, string target)
    {
        var listen = $"127.0.0.1:{FreePort.Next()}";
        _client = new HttpClient { BaseAddress = new Uri($"http://{listen}"), Timeout = TimeSpan.FromSeconds(10) };
        var config = _folder.Write("prometheus.yml", $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: windsock
                static_configs: [ { targets: [ "{{target}}" ] } ]

            """);
        string[] arguments =
        [
            $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_folder.Path, "store")}", $"--web.listen-address={listen}",
            "--enable-feature=exemplar-storage", "--log.level=warn",
        ];
        _process = ChildProcess.Start(path, arguments, _folder.Path);
    }

    /// <summary>Answers an instant query as label values (joined by <c>/</c>, in the order of <paramref name="by"/>) and numbers;
    /// series of zero are left out.</summary>
    public async Task<IReadOnlyDictionary<string, double>> SumAsync(string metric, params string[] by)
    {
        var expression = by.Length == 0 ? $"sum({metric})" : $"sum by ({string.Join(", ", by)}) ({metric})";
        var result = (await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}"))?["data"]?["result"]?.AsArray() ?? [];
        return result
            .Select(one => (
                Key: string.Join('/', by.Select(label => one!["metric"]![label]?.GetValue<string>() ?? "")),
                Value: double.Parse(one!["value"]![1]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)))
            .Where(one => one.Value != 0)
            .ToDictionary(one => one.Key, one => one.Value);
    }

    /// <summary>The scraped agent as Prometheus sees it; null before it knows it.</summary>
    public async Task<JsonNode?> TargetAsync() => (await GetAsync("/api/v1/targets"))?["data"]?["activeTargets"]?.AsArray().FirstOrDefault();

    /// <summary>All exemplars of the last hour: series with their <c>exemplars</c>.</summary>
    public async Task<JsonArray> ExemplarsAsync(string selector)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return (await GetAsync($"/api/v1/query_exemplars?query={Uri.EscapeDataString(selector)}&start={now - 3600}&end={now + 60}"))?["data"]?.AsArray() ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    /// <summary>Null while it does not listen yet.</summary>
    private async Task<JsonNode?> GetAsync(string path)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"Prometheus ended:\n{string.Join('\n', _process.Errors)}");
        }

        try
        {
            return JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
