using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>What the watches of Crossplane's types say in the log: missing rights once for all types, other failures of a type when their text
/// changes, and the recovery. Any thread. Event ids 3360 to 3379.</summary>
/// <param name="credential">Where the credential comes from.</param>
internal sealed partial class CrossplaneLog(ILogger logger, string credential)
{
    private readonly ConcurrentDictionary<string, string> _failing = new(StringComparer.Ordinal);
    private string _discovery = "";
    private string _types = "";
    private int _hasSaidForbidden;
    private int _hasSaidObjects;
    private int _leftOut;

    /// <summary>Watches that failed and have not come up since.</summary>
    public int Failing => _failing.Count;

    public IWatchLog Of(string resource) => new TypeLog(this, resource);

    /// <summary>The watch is no more.</summary>
    public void Forget(string resource) => _failing.TryRemove(resource, out _);

    public void DiscoveryFailed(string message)
    {
        if (Interlocked.Exchange(ref _discovery, message) != message)
        {
            LogDiscoveryFailed(logger, message);
        }
    }

    public void Discovered(int claims, int composites, int managed, int watched, int leftOut)
    {
        Interlocked.Exchange(ref _discovery, "");
        if (Interlocked.Exchange(ref _types, $"{claims} {composites} {managed} {watched}") is var before && before != _types)
        {
            LogDiscovered(logger, claims, composites, managed, watched);
        }

        if (Interlocked.Exchange(ref _leftOut, leftOut) == 0 && leftOut > 0)
        {
            LogTooManyTypes(logger, leftOut, watched);
        }
    }

    public void TooManyObjects(int limit)
    {
        if (Interlocked.Exchange(ref _hasSaidObjects, 1) == 0)
        {
            LogTooManyObjects(logger, limit);
        }
    }

    private void Failed(string resource, WatchError error, string verb, string message)
    {
        if (verb == "watch" && error is WatchError.Expired or WatchError.Idle or WatchError.VersionTooLarge)
        {
            LogExpected(logger, resource, message);
            return;
        }

        var before = _failing.TryGetValue(resource, out var text) ? text : "";
        _failing[resource] = error is WatchError.Forbidden or WatchError.Unauthorized ? error.ToString() : message;
        switch (error)
        {
            case WatchError.Forbidden:
                if (Interlocked.Exchange(ref _hasSaidForbidden, 1) == 0)
                {
                    LogForbidden(logger, verb, resource, message);
                }

                break;
            case WatchError.Unauthorized:
                if (Interlocked.Exchange(ref _hasSaidForbidden, 1) == 0)
                {
                    LogUnauthorized(logger, credential, verb, resource, message);
                }

                break;
            default:
                if (before != message)
                {
                    LogFailed(logger, resource, message);
                }

                break;
        }
    }

    private void Recovered(string resource, int objects)
    {
        if (_failing.TryRemove(resource, out _))
        {
            LogRecovered(logger, resource, objects);
        }

        if (_failing.IsEmpty)
        {
            Interlocked.Exchange(ref _hasSaidForbidden, 0);
        }
    }

    private sealed class TypeLog(CrossplaneLog log, string resource) : IWatchLog
    {
        public void Failed(WatchError error, string verb, string message) => log.Failed(resource, error, verb, message);

        public void Recovered(int objects) => log.Recovered(resource, objects);
    }

    [LoggerMessage(3360, LogLevel.Warning, "The Kubernetes API does not allow '{Verb}' on {Resource}: grant list and watch on Crossplane's types and on "
        + "customresourcedefinitions, as docs/guides/crossplane.md has it. Said once for all types; the agent keeps asking ({Message})")]
    private static partial void LogForbidden(ILogger logger, string verb, string resource, string message);

    [LoggerMessage(3361, LogLevel.Warning, "The Kubernetes API did not accept the credential of {Credential} for '{Verb}' on {Resource}: renew it. Said once "
        + "for all types; the agent keeps asking ({Message})")]
    private static partial void LogUnauthorized(ILogger logger, string credential, string verb, string resource, string message);

    [LoggerMessage(3362, LogLevel.Warning, "The watch of {Resource} failed and is tried again: {Message}")]
    private static partial void LogFailed(ILogger logger, string resource, string message);

    [LoggerMessage(3363, LogLevel.Information, "The watch of {Resource} is established again; {Objects} are known")]
    private static partial void LogRecovered(ILogger logger, string resource, int objects);

    [LoggerMessage(3364, LogLevel.Debug, "The watch of {Resource} goes on after: {Message}")]
    private static partial void LogExpected(ILogger logger, string resource, string message);

    [LoggerMessage(3365, LogLevel.Warning, "Crossplane's types cannot be looked for, which is tried again: {Message}")]
    private static partial void LogDiscoveryFailed(ILogger logger, string message);

    [LoggerMessage(3366, LogLevel.Information, "Crossplane: {Claims} types of claims, {Composites} of composites and {Managed} of managed resources; {Watched} of all are watched")]
    private static partial void LogDiscovered(ILogger logger, int claims, int composites, int managed, int watched);

    [LoggerMessage(3367, LogLevel.Warning, "{LeftOut} types of Crossplane's are not watched, because {Watched} are: raise platform.crossplane.maxTypes")]
    private static partial void LogTooManyTypes(ILogger logger, int leftOut, int watched);

    [LoggerMessage(3368, LogLevel.Warning, "More than {Limit} resources of Crossplane's: those beyond are not followed, and whether an owner is gone is not judged any "
        + "more. Raise platform.crossplane.maxObjects")]
    private static partial void LogTooManyObjects(ILogger logger, int limit);
}
