using Microsoft.Extensions.Logging;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Agent.Alerting;

/// <summary>Every message about an alert as one line of the log: also where no receiver is set up, somebody can read it.</summary>
internal sealed partial class AlertLog(ILogger<AlertLog> logger) : IAlertObserver
{
    public void Observe(Alert alert)
    {
        if (alert.State == AlertState.Firing)
        {
            LogFiring(logger, alert.Rule, FindingNames.Of(alert.Severity), alert.Summary, alert.MemberCount, alert.Fingerprint, alert.Revision);
        }
        else
        {
            LogResolved(logger, alert.Rule, alert.Cause, alert.ResolvedBecause, alert.Fingerprint, alert.Revision);
        }
    }

    [LoggerMessage(1500, LogLevel.Warning, "alert {Rule} ({Severity}): {Summary} Subjects: {Subjects}; alert {Fingerprint}, message {Revision}")]
    private static partial void LogFiring(ILogger logger, string rule, string severity, string summary, int subjects, string fingerprint, int revision);

    [LoggerMessage(1501, LogLevel.Information, "alert {Rule} is over: {Cause}, {Because}; alert {Fingerprint}, message {Revision}")]
    private static partial void LogResolved(ILogger logger, string rule, string cause, string because, string fingerprint, int revision);
}
