using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.PermissionFailures;

/// <summary>A peer answers a task that it may not (HTTP 403, a denial by the mesh), and the try is thought to have failed by it, or it comes often and never did.</summary>
internal sealed class PermissionFailuresDetector(PermissionFailuresOptions options) : ITryDetector
{
    private readonly Troubles _troubles = new("permission_failures", FailureCause.Permission, "forbidden answers", options.ManyFrom);

    public string Rule => "permission_failures";

    public void Inspect(TryView view, ICollection<Finding> findings) => _troubles.Inspect(view, findings);
}
