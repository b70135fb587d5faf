using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Windsock.Testing;

/// <summary>Debian's Alertmanager on loopback, with amtool beside it.</summary>
public sealed class RealAlertmanager : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;
    private readonly string _amtool;
    private readonly HttpClient _client;

    private RealAlertmanager(DirectoryInfo folder, ChildProcess process, string amtool, string address)
    {
        (_folder, _process, _amtool, Address) = (folder, process, amtool, address);
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Address { get; }

    /// <param name="webhook">Where it sends notifications.</param>
    public static async Task<RealAlertmanager> StartAsync(string webhook)
    {
        var (alertmanager, amtool) = (RealParts.Require("ALERTMANAGER"), RealParts.Require("AMTOOL"));
        var folder = Directory.CreateTempSubdirectory("windsock-alertmanager-");
        var config = Path.Combine(folder.FullName, "alertmanager.yml");
        await File.WriteAllTextAsync(config, $$"""
            global: { resolve_timeout: 2s }
            route: { receiver: test, group_by: [alertname, cause], group_wait: 200ms, group_interval: 1s, repeat_interval: 1h }
            receivers: [{ name: test, webhook_configs: [{ url: "{{webhook}}", send_resolved: true }] }]
            """);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Next()}");
        var process = ChildProcess.Start(
            alertmanager,
            [$"--config.file={config}", $"--storage.path={folder.FullName}", $"--web.listen-address={address}", "--cluster.listen-address="],
            folder.FullName);
        var started = new RealAlertmanager(folder, process, amtool, $"http://{address}");
        await Eventually.HoldsAsync(started.IsReadyAsync, Patience, $"Alertmanager is ready; it wrote: {string.Join('\n', process.Errors)}");
        return started;
    }

    /// <summary>The alerts that fire, as API v2 lists them.</summary>
    public async Task<IReadOnlyList<JsonElement>> AlertsAsync(string query = "")
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"/api/v2/alerts{query}", UriKind.Relative)));
        return [.. json.RootElement.EnumerateArray().Select(alert => alert.Clone())];
    }

    /// <summary>Number of alerts in each group.</summary>
    public async Task<IReadOnlyList<int>> GroupsAsync()
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v2/alerts/groups", UriKind.Relative)));
        return [.. json.RootElement.EnumerateArray().Select(group => group.GetProperty("alerts").GetArrayLength())];
    }

    /// <summary>What amtool prints.</summary>
    public async Task<string> AmtoolAsync(params string[] arguments)
    {
        await using var amtool = ChildProcess.Start(_amtool, [$"--alertmanager.url={Address}", .. arguments], _folder.FullName);
        Assert.Equal(0, await amtool.ExitAsync(Patience));
        return amtool.Output;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await _client.GetAsync(new Uri("/-/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
