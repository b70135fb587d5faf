using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.MeshMetrics.Scraping;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>What is said about looks at proxies: that there are some, that some cannot be read when the kind of trouble changes, and when all
/// can be again. One round at a time. Event ids 3900 to 3999.</summary>
internal sealed partial class MeshMetricsLog(ILogger logger)
{
    private bool _hasSaidSo;
    private ScrapeOutcome _trouble = ScrapeOutcome.Ok;

    public void Looked(RoundReport round)
    {
        if (!_hasSaidSo && round.Proxies > 0)
        {
            _hasSaidSo = true;
            LogLooks(logger, round.Proxies);
        }

        if (round.Example is { } example)
        {
            if (round.Outcome != _trouble)
            {
                LogFailed(logger, round.Failed, round.Proxies, example);
            }

            _trouble = round.Outcome;
        }
        else if (_trouble != ScrapeOutcome.Ok)
        {
            _trouble = ScrapeOutcome.Ok;
            LogRecovered(logger, round.Proxies);
        }
    }

    [LoggerMessage(3900, LogLevel.Information, "The counters of mesh proxies are read; there are {Proxies} now")]
    private static partial void LogLooks(ILogger logger, int proxies);

    [LoggerMessage(3901, LogLevel.Warning, "{Failed} of {Proxies} mesh proxies could not be read, for example {Example}; counted in mesh_scrapes_total; said again only when the kind of trouble changes")]
    private static partial void LogFailed(ILogger logger, int failed, int proxies, string example);

    [LoggerMessage(3902, LogLevel.Information, "All {Proxies} mesh proxies can be read again")]
    private static partial void LogRecovered(ILogger logger, int proxies);
}
