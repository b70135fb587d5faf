using System.Collections.Immutable;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Model.Alerts;

/// <summary>One message about one alert: all findings of one rule that have one cause. Immutable; said again with a higher
/// <see cref="Revision"/> when it changes or when it is time to repeat it.</summary>
public sealed record Alert
{
    /// <summary>The same for every message about one rule and cause, within and across agents: 16 hex digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>From 1, for every message since it began to fire.</summary>
    public required int Revision { get; init; }

    public required AlertState State { get; init; }

    public required string Rule { get; init; }

    public required string Cause { get; init; }

    /// <summary>Highest of its members.</summary>
    public required Severity Severity { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do.</summary>
    public required string Mend { get; init; }

    /// <summary>Whose it is: from Airflow, or from a file of owners. In order, without doubles; empty when nobody is known.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>What it is about, newest finding of each subject first; at most 100, <see cref="MemberCount"/> counts them all.</summary>
    public required ImmutableArray<Finding> Members { get; init; }

    /// <summary>Subjects that it is about.</summary>
    public required int MemberCount { get; init; }

    /// <summary>Findings that made it, repeated ones too.</summary>
    public required long FindingCount { get; init; }

    public required Instant StartsAt { get; init; }

    /// <summary>When it was over; missing while it fires.</summary>
    public Instant EndsAt { get; init; }

    /// <summary>When this message was made.</summary>
    public required Instant At { get; init; }

    /// <summary>Why it is over, in a few words; empty while it fires.</summary>
    public string ResolvedBecause { get; init; } = "";

    /// <summary>The same for the same message, however often it is delivered: who has it once can leave out the rest.</summary>
    public string IdempotencyKey => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Fingerprint}-{StartsAt.UnixNanoseconds}-{Revision}");
}
