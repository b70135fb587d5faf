using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of incidents: those that scenes play, and every try that failed of something that has a rule. One per rule and
/// subject: what strikes again is in its alert already. One thread.</summary>
/// <param name="hearsProxies">Whether what the proxies alone show is to be known.</param>
/// <param name="hearsPlatform">Whether what the platform alone tells is to be known.</param>
internal sealed class IncidentBooks(bool hearsProxies, bool hearsPlatform = false)
{
    private readonly Dictionary<(string Rule, IncidentSubject Subject), TrueIncident> _struck = [];
    private readonly Dictionary<TaskRun, TimeSpan> _doomedAt = [];

    /// <summary>What else there is that somebody may rightly be told of.</summary>
    public IncidentEvidence Evidence { get; } = new();

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case IncidentStruck { IsOfPlatform: true } when !hearsPlatform:
                break;
            case IncidentStruck struck:
                _struck.TryAdd((struck.Rule, struck.Subject), new TrueIncident(struck.Rule, struck.Subject, struck.Peer, struck.At, struck.EvidentAt));
                break;
            case TryDoomed doomed:
                _doomedAt.TryAdd(doomed.Run, doomed.At);
                break;
            case CallSeen when !hearsProxies:
                break;
            default:
                Evidence.Observe(happening);
                break;
        }
    }

    /// <summary>All so far, in the order in which they began.</summary>
    /// <param name="tries">Those that have ended, with their reasons as far as they can be known.</param>
    public ImmutableArray<TrueIncident> All(IEnumerable<TrueTry> tries)
    {
        var incidents = new Dictionary<(string, IncidentSubject), TrueIncident>(_struck);
        foreach (var one in tries)
        {
            // What the platform alone tells of is no rule's business: rules look at the network.
            if (one.Reason is { Untold: null } reason && RuleOf(reason.Cause) is { } rule)
            {
                var subject = IncidentSubject.Of(one.Task);
                incidents.TryAdd((rule, subject), new TrueIncident(rule, subject, reason.Peer, _doomedAt.GetValueOrDefault(one.Run), one.EndedAt));
            }
        }

        return [.. incidents.Values.OrderBy(incident => incident.StruckAt).ThenBy(incident => incident.Rule, StringComparer.Ordinal).ThenBy(incident => incident.Subject.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Null for causes that are told as stories of tries alone.</summary>
    private static string? RuleOf(FailureCause cause) => cause switch
    {
        FailureCause.PolicyDenied => "egress_denied",
        FailureCause.DnsFailure => "dns_failure",
        FailureCause.Permission => "permission_failures",
        FailureCause.Token => "token_failures",
        _ => null,
    };
}
