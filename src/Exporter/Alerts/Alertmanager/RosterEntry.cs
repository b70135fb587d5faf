using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>What Alertmanager is to know about one alert.</summary>
/// <param name="Alert">The newest message about it.</param>
/// <param name="Members">By what tells one of Alertmanager's alerts from another.</param>
internal sealed record RosterEntry(Alert Alert, ImmutableDictionary<string, RosterMember> Members)
{
    public bool IsFiring => Members.Values.Any(member => member.IsFiring);
}

/// <summary>One of Alertmanager's alerts.</summary>
/// <param name="ResolvedAt">Missing while it fires.</param>
internal sealed record RosterMember(Finding Finding, Instant ResolvedAt)
{
    public bool IsFiring => ResolvedAt.IsMissing;

    /// <summary>A finding that becomes more severe is another alert to Alertmanager, because severity is a label.</summary>
    public static string KeyOf(Finding finding) => $"{(int)finding.Severity}\n{finding.Subject.Key}";
}
