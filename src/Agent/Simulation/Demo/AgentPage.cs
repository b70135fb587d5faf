using System.Collections.Immutable;
using System.Net.Http.Headers;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>Reads the running agent's metrics page over HTTP, as Prometheus would.</summary>
internal sealed class AgentPage : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="listen">The agent's <c>http.listen</c>; an address that means all interfaces is read on loopback.</param>
    public AgentPage(string listen)
    {
        var port = listen[(listen.LastIndexOf(':') + 1)..];
        var host = listen[..^(port.Length + 1)];
        Address = new Uri($"http://{(host is "" or "0.0.0.0" or "*" or "[::]" ? "127.0.0.1" : host)}:{port}/metrics");
        _client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        _client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/plain; version=0.0.4"));
    }

    public Uri Address { get; }

    /// <summary>Per-task counters over all pages read.</summary>
    public SeriesHistory History { get; } = new();

    /// <summary>Null when the agent does not answer.</summary>
    /// <exception cref="FormatException">The page is not in Prometheus' text format.</exception>
    public async Task<MetricsPage?> ReadAsync(CancellationToken stop)
    {
        try
        {
            var page = MetricsPage.Parse(await _client.GetStringAsync(Address, stop));
            History.Observe(page);
            return page;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Tries that have ended, each with its whole story; none when the agent does not answer.</summary>
    /// <exception cref="FormatException">The agent's answers are not in the form of its pages.</exception>
    public async Task<ImmutableArray<ToldTry>> ReadTriesAsync(CancellationToken stop)
    {
        try
        {
            var tries = ImmutableArray.CreateBuilder<ToldTry>();
            foreach (var (id, result) in ToldTries.ParseList(await _client.GetStringAsync(new Uri(Address, "/api/v1/tries?limit=500"), stop)))
            {
                if (result != ToldTry.Running)
                {
                    tries.Add(ToldTries.ParseOne(await _client.GetStringAsync(new Uri(Address, "/api/v1/tries/" + id), stop)));
                }
            }

            return tries.ToImmutable();
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return [];
        }
    }

    public void Dispose() => _client.Dispose();
}
