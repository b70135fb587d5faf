using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Sinks;

/// <summary>What the log is told of a sink's attempts: a failure when its text changes, and the recovery.</summary>
internal sealed partial class SinkVoice(string name, ILogger logger)
{
    private readonly ChangedText _failure = new();

    public void Say(in Delivery delivery)
    {
        if (delivery.Outcome == DeliveryOutcome.Delivered)
        {
            if (_failure.Clear())
            {
                LogRecovered(logger, name);
            }
        }
        else if (_failure.IsNew(delivery.Why))
        {
            LogFailed(logger, name, delivery.Why);
        }
    }

    [LoggerMessage(2031, LogLevel.Warning, "{Name}: {Failure}; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string name, string failure);

    [LoggerMessage(2032, LogLevel.Information, "{Name}: delivers again.")]
    private static partial void LogRecovered(ILogger logger, string name);
}
