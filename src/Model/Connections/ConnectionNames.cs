namespace Windsock.Model.Connections;

/// <summary>The names people and metric labels see. Every result is a constant, so the set of values is closed.</summary>
public static class ConnectionNames
{
    public static string Of(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.Established => "established",
        ConnectionOutcome.Refused => "refused",
        ConnectionOutcome.Reset => "reset",
        ConnectionOutcome.Timeout => "timeout",
        ConnectionOutcome.Denied => "denied",
        ConnectionOutcome.Unanswered => "unanswered",
        _ => "unknown",
    };
}
