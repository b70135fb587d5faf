using System.Net;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.Reconciliation;

namespace Windsock.Agent.Tests.Running;

/// <summary>Reads a running agent's pages. Before it listens: no answer, an empty status and an empty page.</summary>
internal sealed class AgentPages(int port) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };

    public string Listen { get; } = $"127.0.0.1:{port}";

    public Task<(HttpStatusCode Code, string Body)> ReadyAsync() => GetAsync("/readyz");

    public Task<(HttpStatusCode Code, string Body)> HealthAsync() => GetAsync("/healthz");

    /// <summary>The only source, as <c>/api/v1/status</c> shows it.</summary>
    public async Task<JsonNode> SourceAsync() => (await StatusAsync())["sources"]?[0] ?? new JsonObject();

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse((await GetAsync("/api/v1/status")).Body)!;

    public async Task<JsonArray> TriesAsync(string query) => JsonNode.Parse((await GetAsync($"/api/v1/tries?{query}")).Body)!["tries"] as JsonArray ?? [];

    public async Task<JsonNode> TryAsync(string id) => JsonNode.Parse((await GetAsync($"/api/v1/tries/{id}")).Body)!;

    public async Task<MetricsPage> MetricsAsync() => MetricsPage.Parse(await TextAsync());

    /// <summary>Prometheus' text format.</summary>
    public async Task<string> TextAsync() => (await GetAsync("/metrics")).Body is var body && body.StartsWith('{') ? "" : body;

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Code, string Body)> GetAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (default, "{}");
        }
    }
}
