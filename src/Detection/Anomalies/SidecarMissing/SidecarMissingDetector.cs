using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Calls;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.SidecarMissing;

/// <summary>A task's pod runs in a namespace whose pods get sidecars, and has none: its calls are not protected, and no proxy tells of
/// them.</summary>
internal sealed class SidecarMissingDetector : IMeshDetector
{
    public string Rule => "sidecar_missing";

    public void Inspect(MeshObservation observation, ICollection<Finding> findings)
    {
        if (observation.Finding != MeshFinding.SidecarMissing)
        {
            return;
        }

        findings.Add(MeshFindings.Of(
            observation,
            Rule,
            Severity.Warning,
            $"namespace {observation.Owner.Namespace}",
            $"A pod of {FindingText.Task(observation.Owner.Task!)} has no sidecar although its namespace {observation.Owner.Namespace} is labelled {observation.Seen}.",
            "Look at whether the injector's webhook was down when the pod was made, and whether the pod template sets sidecar.istio.io/inject or hostNetwork. If it is on purpose, label the pod sidecar.istio.io/inject=false.",
            [new Measure("sidecar", "none", observation.Seen)]));
    }
}
