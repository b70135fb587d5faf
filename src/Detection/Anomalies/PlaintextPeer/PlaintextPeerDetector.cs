using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Calls;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.PlaintextPeer;

/// <summary>A call into or out of a task whose server is in the mesh, and which comes without mutual TLS: whoever is on the way can
/// read it, and nobody knows who called.</summary>
internal sealed class PlaintextPeerDetector : IMeshDetector
{
    public string Rule => "plaintext_peer";

    public void Inspect(MeshObservation observation, ICollection<Finding> findings)
    {
        if (observation.Finding != MeshFinding.WithoutMutualTls)
        {
            return;
        }

        var task = FindingText.Task(observation.Owner.Task!);
        var peer = observation.Peer.Name;
        findings.Add(MeshFindings.Of(
            observation,
            Rule,
            Severity.Warning,
            peer,
            observation.IsClient ? $"{task} calls {peer} without mutual TLS ({observation.Seen})." : $"{peer} calls {task} without mutual TLS ({observation.Seen}).",
            observation.IsClient
                ? "Give the task's pod a sidecar (or its namespace ambient mode), or look for a DestinationRule that switches TLS off for that host; then set PeerAuthentication to STRICT."
                : $"Give {peer} a sidecar (or its namespace ambient mode), then set PeerAuthentication to STRICT.",
            [new Measure("protection", observation.Seen, "mutual TLS")]));
    }
}
