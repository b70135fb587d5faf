using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Event ids 3000 to 3099.</summary>
internal static partial class HubbleLog
{
    [LoggerMessage(3000, LogLevel.Information,
        "Connected to Hubble at {Address}: version {Version}, ring of {RingCapacity} events, {SeenFlows} flows seen{Nodes}")]
    public static partial void Connected(ILogger logger, string address, string version, ulong ringCapacity, ulong seenFlows, string nodes);

    [LoggerMessage(3001, LogLevel.Information, "{Address} does not know its ServerStatus: {Reason}")]
    public static partial void NoServerStatus(ILogger logger, string address, string reason);

    [LoggerMessage(3002, LogLevel.Information, "{Address} does not accept the field mask ({Reason}): asking for whole flows")]
    public static partial void NoFieldMask(ILogger logger, string address, string reason);

    [LoggerMessage(3003, LogLevel.Warning,
        "After the break at {LastSeen} nothing that was already seen came again from {Address}: its ring was lost or overwritten, flows may be missing")]
    public static partial void Gap(ILogger logger, string address, string lastSeen);
}
