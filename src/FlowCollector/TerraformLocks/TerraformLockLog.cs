using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>What the watch of locks says in the log: a failure when its text changes, then the recovery. Event ids 3340 to 3344.</summary>
/// <param name="place">Where it watches: <c>all namespaces</c>, <c>namespace team-a</c>.</param>
/// <param name="credential">Where the credential comes from.</param>
/// <param name="turned">Called when the watch has opened or failed.</param>
internal sealed partial class TerraformLockLog(ILogger logger, string place, string credential, Action turned) : IWatchLog
{
    private string _lastFailure = "";

    public void Failed(WatchError error, string verb, string message)
    {
        turned();
        if (verb == "watch" && (error is WatchError.Expired or WatchError.Idle or WatchError.VersionTooLarge))
        {
            LogExpected(logger, place, message);
            return;
        }

        // A change of rights is one change however the message words it.
        var isRights = error is WatchError.Forbidden or WatchError.Unauthorized;
        var text = isRights ? $"{error} {verb}" : message;
        if (text == _lastFailure)
        {
            return;
        }

        _lastFailure = text;
        if (isRights)
        {
            LogRefused(logger, verb, place, credential, message);
        }
        else
        {
            LogFailed(logger, place, message);
        }
    }

    public void Recovered(int objects)
    {
        turned();
        if (_lastFailure.Length > 0)
        {
            _lastFailure = "";
            LogRecovered(logger, place, objects);
        }
    }

    [LoggerMessage(3340, LogLevel.Warning, "The Kubernetes API does not allow '{Verb}' on leases in {Place} with the credential of {Credential}: grant get, list and watch "
        + "on leases of coordination.k8s.io as docs/guides/terraform.md shows. Locks of Terraform's states are not seen until then ({Message})")]
    private static partial void LogRefused(ILogger logger, string verb, string place, string credential, string message);

    [LoggerMessage(3341, LogLevel.Warning, "The watch of Terraform's locks in {Place} failed and is tried again: {Message}")]
    private static partial void LogFailed(ILogger logger, string place, string message);

    [LoggerMessage(3342, LogLevel.Information, "The watch of Terraform's locks in {Place} is established again; {Objects} are known")]
    private static partial void LogRecovered(ILogger logger, string place, int objects);

    [LoggerMessage(3343, LogLevel.Debug, "The watch of Terraform's locks in {Place} goes on after: {Message}")]
    private static partial void LogExpected(ILogger logger, string place, string message);
}
