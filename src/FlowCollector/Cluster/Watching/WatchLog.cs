using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What a watch says in the log: a failure when its text changes, then the recovery. Event ids 3300 to 3319.</summary>
internal sealed partial class WatchLog : IWatchLog
{
    private readonly ILogger _logger;
    private readonly string _resource;
    private readonly string _credential;
    private string _lastFailure = "";

    /// <param name="credential">Where the credential comes from.</param>
    public WatchLog(ILogger logger, string resource, string credential)
    {
        _logger = logger;
        _resource = resource;
        _credential = credential;
    }

    public void Failed(WatchError error, string verb, string message)
    {
        if (verb == "watch" && (error is WatchError.Expired or WatchError.Idle or WatchError.VersionTooLarge))
        {
            // Part of the normal life of a watch; counted, and of interest only to who debugs.
            LogExpected(_logger, _resource, message);
            return;
        }

        // A change of rights is one change however the message words it, and whether list or watch hits it first.
        var text = error is WatchError.Forbidden or WatchError.Unauthorized ? $"{error} {verb}" : message;
        if (text == _lastFailure)
        {
            return;
        }

        _lastFailure = text;
        switch (error)
        {
            case WatchError.Forbidden:
                LogForbidden(_logger, verb, _resource, message);
                break;
            case WatchError.Unauthorized:
                LogUnauthorized(_logger, verb, _resource, _credential, message);
                break;
            default:
                LogFailed(_logger, _resource, message);
                break;
        }
    }

    public void Recovered(int objects)
    {
        if (_lastFailure.Length > 0)
        {
            _lastFailure = "";
            LogRecovered(_logger, _resource, objects);
        }
    }

    [LoggerMessage(3300, LogLevel.Warning, "The Kubernetes API does not allow '{Verb}' on {Resource}: apply "
        + "deploy/daemonset/base/rbac.yaml, which grants it. The agent runs on what the flows themselves carry and keeps asking ({Message})")]
    private static partial void LogForbidden(ILogger logger, string verb, string resource, string message);

    [LoggerMessage(3301, LogLevel.Warning, "The Kubernetes API did not accept the credential of {Credential} for '{Verb}' on {Resource}: "
        + "renew it, and see that it names a subject of deploy/daemonset/base/rbac.yaml. The agent runs on what the flows themselves carry and keeps asking ({Message})")]
    private static partial void LogUnauthorized(ILogger logger, string verb, string resource, string credential, string message);

    [LoggerMessage(3302, LogLevel.Warning, "The watch of {Resource} failed and is tried again: {Message}")]
    private static partial void LogFailed(ILogger logger, string resource, string message);

    [LoggerMessage(3303, LogLevel.Information, "The watch of {Resource} is established again; {Objects} are known")]
    private static partial void LogRecovered(ILogger logger, string resource, int objects);

    [LoggerMessage(3304, LogLevel.Debug, "The watch of {Resource} goes on after: {Message}")]
    private static partial void LogExpected(ILogger logger, string resource, string message);
}
