using Windsock.Model.Calls;
using Windsock.Model.Identity;

namespace Windsock.Detection.Guardrails;

/// <summary>Puts it into words that a call was not protected as it should be.</summary>
internal static class MeshViolations
{
    public static Violation Of(MeshObservation observation, TaskTry attempt, Guardrail guardrail, SourceLine source)
    {
        var task = $"{attempt.Task.DagId}.{attempt.Task.TaskId}";
        var isKnown = observation.Peer.Kind != PeerKind.Unknown;
        var peer = isKnown ? observation.Peer.Name : "somebody unknown";
        var call = observation.IsClient ? $"{task} called {peer}" : $"{peer} called {task}";
        var client = observation.IsClient ? task : peer;
        return new Violation(
            guardrail,
            "mutualTls",
            source,
            $"{call} without mutual TLS ({observation.Seen}), which guardrail {guardrail.Name} requires ({source})",
            $"Give {client} a sidecar, or take it into ambient mode; if the call may stay as it is, change guardrail {guardrail.Name} at {source}.")
        {
            Peer = isKnown ? observation.Peer.Name : "",
            Since = observation.At,
        };
    }
}
