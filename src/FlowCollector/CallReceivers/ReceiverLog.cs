using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Event ids 3800 to 3899.</summary>
internal static partial class ReceiverLog
{
    [LoggerMessage(3800, LogLevel.Information, "Source {Source} listens on {Address}{Protection}.")]
    public static partial void Listens(ILogger logger, string source, string address, string protection);

    [LoggerMessage(3801, LogLevel.Warning,
        "Source {Source}: {Remote} says that it is {Pod}, which does not have that address: refused, and counted in call_source_undecodable_total. " +
        "If another address stands between the proxies and this agent, set {Key} to false. Not said again.")]
    public static partial void ForeignSender(ILogger logger, string source, string remote, string pod, string key);
}
