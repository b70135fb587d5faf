namespace Windsock.Detection.Alerting;

/// <summary>A rule whose findings may become alerts.</summary>
/// <param name="Name">As findings spell it, lower case with underscores.</param>
/// <param name="Sight">What its verdicts are worth while the agent does not see everything.</param>
/// <param name="IsCondition">It looks again and again at something that lasts, and finds it again while it does: silence of minutes
/// means that it is over. Else it looks when tries end, and silence means something only after a day.</param>
public sealed record AlertRule(string Name, RuleSight Sight = RuleSight.Seen, bool IsCondition = false)
{
    /// <summary>The rule that says that the agent does not see everything: what it finds holds others back.</summary>
    public const string SensorBlind = "sensor_blind";
}

/// <summary>What the verdicts of a rule rest on.</summary>
public enum RuleSight : byte
{
    /// <summary>Something that flows do not tell: its alerts come and go while the agent is blind, too.</summary>
    Independent,

    /// <summary>Something that was seen. It stands whatever else was missed; but that it is over cannot be said while the agent is blind.</summary>
    Seen,

    /// <summary>Complete counts (<c>more than usual</c>, <c>nothing at all</c>): no alert begins, and none ends, while the agent is blind.</summary>
    Complete,
}
