using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.EndToEnd.Tests.Demo.Dashboards;

/// <summary>A real Prometheus that scrapes one agent every second and has the rules of <c>deploy/prometheus</c>.</summary>
internal sealed partial class DemoPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");
    private readonly HttpClient _client;
    private readonly ChildProcess _process;

    /// <param name="target">Host and port of the agent.</param>
    public DemoPrometheus(string path, string target)
    {
        var listen = $"127.0.0.1:{FreePort.Next()}";
        _client = new HttpClient { BaseAddress = new Uri($"http://{listen}"), Timeout = TimeSpan.FromSeconds(20) };
        foreach (var rules in Directory.GetFiles(MetricCatalogue.RulesFolder, "*.yaml"))
        {
            File.WriteAllText(Path.Combine(_folder.FullName, Path.GetFileName(rules)), Impatient(File.ReadAllText(rules)));
        }

        // honor_labels and node: as docs and the PodMonitor scrape.
        var config = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s }
            rule_files: [ "{{_folder.FullName}}/windsock-*.yaml" ]
            scrape_configs:
              - job_name: windsock
                honor_labels: true
                static_configs: [ { targets: [ "{{target}}" ], labels: { node: worker-1 } } ]

            """);
        string[] arguments =
        [
            $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "store")}", $"--web.listen-address={listen}",
            "--enable-feature=exemplar-storage", "--log.level=warn",
        ];
        _process = ChildProcess.Start(path, arguments, _folder.FullName);
    }

    /// <summary>What is a day ago in the rules and dashboards is five seconds ago here, and an alert waits for nothing.</summary>
    public static string Impatient(string text) => Waiting().Replace(Past().Replace(text, "offset 5s"), "");

    /// <summary>Series that an expression has; an error's text when it is not taken; null while Prometheus is not ready.</summary>
    public async Task<(int Series, string Error)?> AskAsync(string expression, bool isInstant)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var query = Uri.EscapeDataString(expression);
        var range = string.Create(CultureInfo.InvariantCulture, $"start={now - 300}&end={now}&step=5");
        var path = isInstant ? $"/api/v1/query?query={query}" : $"/api/v1/query_range?query={query}&{range}";
        var answer = await GetAsync(path);
        return answer is null ? null
            : answer["status"]!.GetValue<string>() == "success" ? (answer["data"]!["result"]!.AsArray().Count, "")
            : (0, answer["error"]!.GetValue<string>());
    }

    /// <summary>Names of all series.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. ((await GetAsync("/api/v1/label/__name__/values"))?["data"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonNode?> GetAsync(string path)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"Prometheus ended:\n{string.Join('\n', _process.Errors)}");
        }

        try
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));

            // It listens before it is ready, and says so in plain words.
            return response.StatusCode == HttpStatusCode.ServiceUnavailable ? null : JsonNode.Parse(await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"offset \d+[mhdw]")]
    private static partial Regex Past();

    [GeneratedRegex(@"^ +(?:for|interval): \d+[mh]\n", RegexOptions.Multiline)]
    private static partial Regex Waiting();
}
