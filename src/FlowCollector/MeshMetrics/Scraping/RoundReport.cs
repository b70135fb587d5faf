using Windsock.FlowCollector.MeshMetrics.Targets;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>What is to be said of one round of looks. Any thread.</summary>
internal sealed class RoundReport(int proxies)
{
    private int _failed;
    private string? _example;

    public int Proxies => proxies;

    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The first failure: whose, and how it went; null when there was none.</summary>
    public string? Example => Volatile.Read(ref _example);

    /// <summary>How the first failure ended, without whose it was.</summary>
    public ScrapeOutcome Outcome { get; private set; }

    public void Add(MeshPod proxy, ScrapeOutcome outcome, string detail)
    {
        if (outcome is ScrapeOutcome.Ok or ScrapeOutcome.AccessLog)
        {
            return;
        }

        Interlocked.Increment(ref _failed);
        if (Interlocked.CompareExchange(ref _example, Words(proxy, outcome, detail), null) is null)
        {
            Outcome = outcome;
        }
    }

    private static string Words(MeshPod proxy, ScrapeOutcome outcome, string detail) => $"{proxy.Namespace}/{proxy.Name}: " + outcome switch
    {
        ScrapeOutcome.AddressShared => $"two pods have the address {proxy.Ip}",
        ScrapeOutcome.AnotherPod => "its page speaks of another pod",
        ScrapeOutcome.Refused when detail == "status 403" => "status 403; METRICS_LOCALHOST_ACCESS_ONLY in the proxy keeps others away",
        _ => detail,
    };
}
