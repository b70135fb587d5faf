using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail;

/// <summary>Which actions are recorded: those of tasks, of Airflow's components, and of callers whom nobody knows when they act in or
/// from an Airflow namespace. The cluster's own controllers are not recorded. Pure.</summary>
internal sealed class TrailSelection(TrailActions actions, IReadOnlyList<string> airflowNamespaces)
{
    private const string Everywhere = "*";

    private static readonly ImmutableArray<string> Controllers = ["system:node:", "system:kube-", "system:apiserver", "system:serviceaccount:kube-system:"];

    private readonly bool _isEverywhere = airflowNamespaces.Contains(Everywhere);
    private readonly HashSet<string> _namespaces = new(airflowNamespaces, StringComparer.Ordinal);

    public bool Wants(AttributedAction action) => IsOurs(action) && (actions == TrailActions.All || action.Action.IsWrite || HasFailed(action.Action.Outcome));

    private static bool HasFailed(ActionOutcome outcome) => outcome is not (ActionOutcome.Succeeded or ActionOutcome.Unknown);

    private bool IsOurs(AttributedAction attributed)
    {
        if (attributed.Attribution.Owner is { } owner)
        {
            return owner.Kind is OwnerKind.Task or OwnerKind.Component || (owner.Kind == OwnerKind.OtherPod && IsAirflow(owner.Namespace));
        }

        var action = attributed.Action;
        return !IsController(action.Caller.Username)
            && (IsAirflow(action.Target.Namespace) || (action.Caller.ServiceAccount is var (space, _) && IsAirflow(space)));
    }

    private static bool IsController(string username)
    {
        foreach (var controller in Controllers)
        {
            if (username.StartsWith(controller, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAirflow(string space) => space.Length > 0 && (_isEverywhere || _namespaces.Contains(space));
}
