using Windsock.Model.Alerts;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts;

/// <summary>Carries alerts to one receiver.</summary>
public interface IAlertSink : ISink<Alert>
{
    /// <summary>Whether the receiver is to get this message at all. Ask before it is queued; asking again gives the same answer. A message
    /// that is not wanted and comes nevertheless is not sent, and counts as delivered.</summary>
    bool Wants(Alert alert);
}
