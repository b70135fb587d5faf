using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.AirflowApi.Requests;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>What is said about questions to Airflow: a trouble when its text changes, then the recovery; what is odd about single answers
/// once per text. Any thread. Event ids 3700 to 3799.</summary>
internal sealed partial class AirflowApiLog(ILogger logger, string server, string credential)
{
    private readonly string[] _lastOddities = [.. Enum.GetValues<ApiResource>().Select(_ => "")];
    private string _lastTrouble = "";
    private string _lastConnection = "";
    private bool _isQueueFull;

    /// <inheritdoc cref="AirflowTroubles.TextOf"/>
    public string TextOf(ApiResource resource, in RawReply reply) => AirflowTroubles.TextOf(resource, reply, server, credential);

    /// <param name="version">Airflow's own; empty when it was not asked.</param>
    /// <param name="api">Which REST API.</param>
    public void Connected(string version, string api)
    {
        if (Interlocked.Exchange(ref _lastConnection, version + api) != version + api)
        {
            LogConnected(logger, server, version.Length > 0 ? version : "of a version that was not asked for", api.Trim('/'));
        }
    }

    public void Failed(string text)
    {
        if (Interlocked.Exchange(ref _lastTrouble, text) != text)
        {
            LogFailed(logger, text);
        }
    }

    public void Recovered()
    {
        if (Interlocked.Exchange(ref _lastTrouble, "").Length > 0)
        {
            LogRecovered(logger, server);
        }
    }

    public void Oddity(ApiResource about, string text)
    {
        if (Interlocked.Exchange(ref _lastOddities[(int)about], text) != text)
        {
            LogOddity(logger, text);
        }
    }

    /// <summary>Called for each try that had to be dropped.</summary>
    public void QueueFull()
    {
        if (!Interlocked.Exchange(ref _isQueueFull, true))
        {
            LogQueueFull(logger);
        }
    }

    /// <summary>Called when nothing waits any more.</summary>
    public void QueueEmpty() => Interlocked.Exchange(ref _isQueueFull, false);

    /// <param name="failure">A mistake of ours.</param>
    public void Broken(Exception failure) => LogBroken(logger, failure);

    [LoggerMessage(3700, LogLevel.Information, "Airflow {Version} at {Server} is asked about tries that have ended, over {Api}")]
    private static partial void LogConnected(ILogger logger, string server, string version, string api);

    [LoggerMessage(3701, LogLevel.Warning, "{Trouble}; tries are reported without Airflow's word until it answers; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string trouble);

    [LoggerMessage(3702, LogLevel.Information, "{Server} answers again")]
    private static partial void LogRecovered(ILogger logger, string server);

    [LoggerMessage(3703, LogLevel.Warning, "{Oddity}; counted in airflow_api_requests_total from now on")]
    private static partial void LogOddity(ILogger logger, string oddity);

    [LoggerMessage(3704, LogLevel.Warning, "More tries end than Airflow may be asked about: raise airflow.api.requestsPerSecond; the rest is reported without its word")]
    private static partial void LogQueueFull(ILogger logger);

    [LoggerMessage(3705, LogLevel.Error, "A question to Airflow failed in a way that was not foreseen; the try is reported without its word")]
    private static partial void LogBroken(ILogger logger, Exception failure);
}
