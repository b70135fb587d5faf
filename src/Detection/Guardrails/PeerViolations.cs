using System.Globalization;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>Puts it into words that a try has called somebody it should not.</summary>
internal static class PeerViolations
{
    public static Violation Of(TryStory story, Guardrail guardrail, PeerView peer, in PeerBreach breach)
    {
        var task = $"{story.Try.Task.DagId}.{story.Try.Task.TaskId}";
        var name = NameOf(peer.Peer);
        var cause = story.Causes.FirstOrDefault(cause => cause.Peer == peer.Peer.Name && cause.Port == peer.Peer.Port);
        var rule = $"which guardrail {guardrail.Name} {(breach.IsDenied ? "forbids" : "does not allow")} ({breach.Source})";
        return new Violation(guardrail, breach.Clause, breach.Source, Summary(task, name, rule, peer, cause), Mend(task, name, guardrail, peer.Peer, breach))
        {
            WasStopped = peer.WasStopped,
            Peer = peer.Peer.Name,
            Port = peer.Peer.Port,
            Since = peer.Peer.FirstSeen,
            TraceId = cause?.TraceId ?? "",
        };
    }

    /// <summary>As people write it: <c>api.example.com:443</c>; a block has slashes and colons enough.</summary>
    public static string NameOf(TryPeer peer)
    {
        if (peer.Port == 0)
        {
            return peer.Name;
        }

        var separator = peer.Kind == PeerKind.Cidr ? " port " : ":";
        return string.Create(CultureInfo.InvariantCulture, $"{peer.Name}{separator}{peer.Port}");
    }

    private static string Summary(string task, string name, string rule, PeerView peer, Model.Tries.Diagnosis? cause)
    {
        if (peer.WasReached)
        {
            return $"{task} talked to {name}, {rule}";
        }

        if (peer.WasStopped)
        {
            var stopper = cause is { Cause: FailureCause.PolicyDenied, Evidence: [var policy, ..] } ? policy : "the network";
            return $"{task} tried to reach {name}, {rule}, and was stopped by {stopper}";
        }

        var ended = peer.Count(ConnectionOutcome.Refused) > 0 ? "was refused"
            : peer.Count(ConnectionOutcome.Timeout) + peer.Count(ConnectionOutcome.Unanswered) > 0 ? "got no answer"
            : "how that went is not known";
        return $"{task} tried to reach {name}, {rule}, and {ended}";
    }

    private static string Mend(string task, string name, Guardrail guardrail, TryPeer peer, in PeerBreach breach) => breach.IsDenied
        ? $"Change what {task} calls. If it is meant to call {name}, change guardrail {guardrail.Name} at {breach.Source}."
        : $"If {task} is meant to call {name}, add {{ {Clause(peer)} }} to the list at {breach.Source}; else change what it calls.";

    /// <summary>The clause that would allow it.</summary>
    private static string Clause(TryPeer peer)
    {
        var key = peer.Kind switch
        {
            _ when peer.IsAirflow => "airflow: true",
            PeerKind.Service => $"service: {peer.Name}",
            PeerKind.Task or PeerKind.Workload => $"workload: {peer.Name}",
            PeerKind.Dns => $"dns: {peer.Name}",
            PeerKind.Cidr => $"cidr: \"{peer.Name}\"",
            _ => $"entity: {peer.Name}",
        };
        return peer.Port == 0 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}, ports: [{peer.Port}]");
    }
}
